/* cli/commands.h — the table of commands. Help, manual pages and completions
 * are made from it and from what each command tells cli_parse, so that they
 * cannot go stale. */
#pragma once
#include "cli/cli.h"

struct command {
    const char *name, *arguments, *summary;
    int (*run)(int argc, char **argv);
};
extern const struct command commands[];
extern const size_t commands_n;

const struct command *command_named(str name);   /* NULL: there is none */
/* "lapel: there is no command …; did you mean …?"; EXIT_USAGE. */
int command_unknown(str name);
/* What the command, or its verb, would tell --help is shown instead. */
void command_show(const struct command *c, const char *verb, cli_show_fn *show, void *ctx);

/* The exit statuses, the same everywhere; ends with a NULL meaning. */
struct exit_status {
    int status;
    const char *meaning;
};
extern const struct exit_status exit_statuses[];
/* What `status` means for this command; NULL: it does not end with it. */
const char *exit_status_meaning(const struct cli_usage *u, int status);
/* Words of a value like "info|debug"; false: it is no choice among words. */
bool option_is_choice(const struct cli_option *o);
/* Does the value name a file or folder? */
bool option_is_file(const struct cli_option *o);
/* The list of commands; one that nobody asked for goes to standard error, and
 * is EXIT_USAGE. */
int help_commands(bool was_asked);
int help_version(void);
