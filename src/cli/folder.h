/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/folder.h - the data folder of a command: opened with its key, as the operator. */
#ifndef AT_CLI_FOLDER_H
#define AT_CLI_FOLDER_H

#include "action/backup.h"
#include "action/house.h"
#include "cli/command.h"

/* Which folder, if no option said so. */
void at_folder_settle(struct at_cli *cli);

/* Opens store and house and puts them, with the operator of the organisation, into
 * cli->call.  `create`: makes what is not there; the organisation may still be missing.
 * Closed with the call's arena. */
enum at_status at_folder_open(struct at_cli *cli, bool create);

/* What serving needs in between: the key without the store, the store without the key. */
enum at_status at_folder_house(struct at_cli *cli, bool create, const char *public_url);
enum at_status at_folder_store(struct at_cli *cli, bool create, bool serve);

/* As it is, for commands that open nothing that is sealed. */
enum at_status at_folder_keyless(struct at_cli *cli);

struct at_folder_restoring {
	const char *file;
	const char *living;             /* the folder or database in use since; NULL: none is
	                                 * left */
	bool with_key;                  /* the master key comes out of the backup */
	const char *passphrase_file;    /* NULL: it is asked for */
	const struct at_backup_watch *watch;
	struct at_key *key;             /* that at_folder_take_key() found, or NULL */
};

/* Before anything is restored: the key, if it is wanted.  Wiped with the call's arena. */
enum at_status at_folder_take_key(struct at_cli *cli, struct at_folder_restoring *wish);

/* Makes the folder, which holds no clinic yet, from a backup; what it made is taken back
 * when that fails.  The organisation's operator is in
 * cli->call; the key is in its place only if it was in the backup. */
enum at_status at_folder_restore(struct at_cli *cli, const struct at_folder_restoring *wish,
    struct at_backup *out);

/* A trial restore beside the file; no folder is needed. */
enum at_status at_folder_rehearse(struct at_cli *cli, const char *file,
    const struct at_backup_watch *watch, struct at_backup *out);

/* Close the store early; nothing happens when the arena does it again. */
void at_folder_close(struct at_cli *cli);

/* The operator of --org, or of the first organisation, becomes cli->call.who.
 * AT_NOT_FOUND when there is none yet. */
enum at_status at_folder_operator(struct at_cli *cli);
enum at_status at_folder_operator_of(struct at_cli *cli, at_id org);

#endif
