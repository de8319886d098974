#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "blocks.h"
#include "machine.h"

enum { ACCOUNT_USER = 0, ACCOUNT_GROUP = 1 };

static void put_name(struct buffer *buffer, const char *name)
{
	buffer_put_str16(buffer, name, name ? strlen(name) : 0, MAX_ACCOUNT_NAME_SIZE);
}

static void put_user(struct buffer *buffer, const struct passwd *user)
{
	size_t start = entry_begin(buffer);

	buffer_put_u8(buffer, ACCOUNT_USER);
	buffer_put_u32(buffer, user->pw_uid);
	buffer_put_u32(buffer, user->pw_gid);
	put_name(buffer, user->pw_name);
	put_name(buffer, user->pw_dir);
	put_name(buffer, user->pw_shell);
	entry_end(buffer, start);
}

static void put_group(struct buffer *buffer, const struct group *group)
{
	size_t start = entry_begin(buffer);

	buffer_put_u8(buffer, ACCOUNT_GROUP);
	buffer_put_u32(buffer, group->gr_gid);
	put_name(buffer, group->gr_name);
	entry_end(buffer, start);
}

void append_user_list(struct buffer *buffer)
{
	size_t start = block_begin(buffer, BLOCK_USER_LIST);
	const struct passwd *user;
	const struct group *group;

	/* One thread at a time lists accounts: that of the scan. */
	setpwent();
	while ((user = getpwent()))
		put_user(buffer, user);
	endpwent();
	setgrent();
	while ((group = getgrent()))
		put_group(buffer, group);
	endgrent();
	block_end(buffer, start);
}
