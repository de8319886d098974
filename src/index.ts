/** The public face of scap-toolkit. */
export {
  Capture,
  type CaptureOptions,
  EventBatch,
  type EventOptions,
  openCapture,
} from "./capture/capture.ts";
export { EventParam, ScapEvent } from "./capture/event.ts";
export { type BufferStyle, DEFAULT_BUFFER_STYLE } from "./decoder/buffer-text.ts";
export type { EventRecord } from "./decoder/event.ts";
export { eventFieldsOf } from "./decoder/event-fields.ts";
export { flagNames } from "./decoder/flag-text.ts";
export type { DynamicValue, ParamValue, PollEntry } from "./decoder/param-value.ts";
export type { IpEndpoint, SocketAddress, SocketTuple } from "./decoder/socket-address.ts";
export { TextSink } from "./decoder/text-sink.ts";
export type { View } from "./decoder/view.ts";
export type { Selection } from "./edit/capture-cut.ts";
export { type CarvedCapture, type CarveOptions, carveCaptures } from "./edit/carve/carve-captures.ts";
export {
  type ConvertOptions,
  type ConvertReport,
  convertCapture,
} from "./edit/convert/convert.ts";
export { Doctor, type DoctorReport } from "./edit/doctor/doctor.ts";
export type { DoctorFinding, DoctorPlace } from "./edit/doctor/findings.ts";
export { DOCTOR_RULES, type DoctorRule, type DoctorRuleId } from "./edit/doctor/rules.ts";
export { type IndexAccount, type IndexOptions, indexCapture } from "./edit/index/index-capture.ts";
export { type IndexVerdict, verifyIndex } from "./edit/index/verify-index.ts";
export { type Minimised, type MinimiseOptions, minimiseCapture } from "./edit/minimise/minimise-capture.ts";
export {
  type RecoverOptions,
  type RecoveryAccount,
  type RecoveryFinding,
  recoverCapture,
} from "./edit/recover.ts";
export { PRESETS, parsePolicy, type RedactPolicy } from "./edit/redact/policy.ts";
export { KeyedPseudonyms, type Mapping, OriginalNames, type Pseudonyms } from "./edit/redact/pseudonyms.ts";
export { type RedactOptions, type RedactReport, redactCapture } from "./edit/redact/redact-capture.ts";
export { type Leak, type Verification, verifyRedaction } from "./edit/redact/verify-redaction.ts";
export type { EditFinding } from "./edit/section-assembler.ts";
export type { CutCounts } from "./edit/section-cut.ts";
export { type SliceOptions, sliceCapture } from "./edit/slice.ts";
export { SpecError } from "./edit/spec/spec-error.ts";
export { CaptureSplit, type SplitPart, type SplitRule, type Splitter, splitBlocks } from "./edit/split.ts";
export { containerKey, KeyedSplit, type KeyOfEvent, processKey } from "./edit/split-by-key.ts";
export type * from "./edit/synth/capture-spec.ts";
export { type SynthOptions, synthesise } from "./edit/synth/synthesise.ts";
export { synthesiseYaml } from "./edit/synth/synthesise-yaml.ts";
export * from "./filter/ast.ts";
export { compileFilter, type Filter, type FilterOptions } from "./filter/compile-filter.ts";
export { defaultFields } from "./filter/default-fields.ts";
export type { EventSummary, SummaryTest } from "./filter/event-summary.ts";
export {
  FieldError,
  type FieldResult,
  type FieldSpec,
  type FieldType,
  type FieldValue,
} from "./filter/field.ts";
export { createFieldRegistry, type FieldRegistry } from "./filter/fields.ts";
export { FilterError, type FilterWarning, renderFilterError } from "./filter/filter-error.ts";
export { compileFormat, type Format, type FormatOptions } from "./filter/format.ts";
export { parseFilter } from "./filter/parser.ts";
export { printFilter } from "./filter/print-filter.ts";
export { type Block, type BlockBatch, blockAt, borrowBody } from "./format/block-batch.ts";
export { ByteSink } from "./format/byte-sink.ts";
export {
  type CaptureOutput,
  MemoryOutput,
  type OutputCompression,
  OutputRefused,
} from "./format/capture-output.ts";
export { CaptureWriter } from "./format/capture-writer.ts";
export { BLOCK_TYPES, type BlockKind, type BlockType, blockTypeOf } from "./format/catalogue.ts";
export {
  type Damage,
  describeDamage,
  type OnDamage,
  ScapError,
  type ScapErrorCode,
  type ScapErrorContext,
} from "./format/errors.ts";
export { type FdInfo, type FdList, parseFdList } from "./format/fd-list.ts";
export { gzipOutput } from "./format/gzip-output.ts";
export { type NetworkInterface, parseInterfaceList, writeInterfaceList } from "./format/interface-list.ts";
export { type MachineInfo, parseMachineInfo, writeMachineInfo } from "./format/machine-info.ts";
export { type OutputOptions, openOutput } from "./format/open-output.ts";
export { type BlockOption, parseOptions, writeOptions } from "./format/options.ts";
export { type ProcessListOptions, parseProcessList, writeProcessList } from "./format/process-list.ts";
export { accessTo, type RandomAccess } from "./format/random-access.ts";
export {
  parseSectionHeader,
  type SectionHeader,
  type SectionHeaderFields,
  writeSectionHeader,
} from "./format/section-header.ts";
export type { CaptureInput, Compression } from "./format/source.ts";
export { decodeText, encodeText } from "./format/text.ts";
export type { ThreadInfo } from "./format/thread-info.ts";
export {
  type GroupInfo,
  parseUserList,
  type UserInfo,
  type UserList,
  writeUserList,
} from "./format/user-list.ts";
export { copyBlock, writeBlock, writeRawBlock } from "./format/write-block.ts";
export { type EventFields, writeEvent } from "./format/write-event.ts";
export { type FdListOptions, writeFdList } from "./format/write-fd-list.ts";
export { type TargetName, WRITE_TARGETS, type WriteTarget } from "./format/write-target.ts";
export { createDecodingSchema } from "./schema/create-decoding-schema.ts";
export { currentSchema } from "./schema/current.ts";
export type { SchemaChange, Severity } from "./schema/diff/change.ts";
export { diffSchemas } from "./schema/diff/diff-schemas.ts";
export type { EventDocument, ParamDocument, SchemaDocument } from "./schema/document.ts";
export { DocumentError, parseDocument, renderDocument } from "./schema/document-file.ts";
export { findPoint, type History, type HistoryPoint, loadHistory } from "./schema/history/history.ts";
export { type ImportOptions, importSchema } from "./schema/import/import-schema.ts";
export { SourceError, type SourceFile } from "./schema/import/source-error.ts";
export { lintSchema } from "./schema/lint/lint-schema.ts";
export type { LintFinding, LintRuleId, LintSeverity } from "./schema/lint/rules.ts";
export {
  EventFlag,
  type EventSpec,
  type FlagTable,
  type ParamSpec,
  type ParamType,
  type Schema,
} from "./schema/types.ts";
export type { CaptureState } from "./state/capture-state.ts";
export type { FdEntry, FdType } from "./state/fd.ts";
export type { Thread } from "./state/thread.ts";
