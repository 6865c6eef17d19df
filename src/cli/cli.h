/* cli/cli.h — what the commands share: exit codes, options as tables, files.
 * Each command is `int cmd_X(int argc, char **argv)` with argv[0] its own name,
 * and a row in the table of main.c. */
#pragma once
#include "base/arena.h"
#include "base/list.h"
#include "base/str.h"

/* The same everywhere; fixed. */
enum {
    EXIT_YES = 0,        /* yes, or done */
    EXIT_NO = 1,         /* no: the badge is not valid */
    EXIT_UNCLEAR = 2,    /* could not tell: something needed was out of reach */
    EXIT_USAGE = 64,
    EXIT_UNREADABLE = 65,
    EXIT_FAULT = 70,
};

/* One row per option: `flag` for --name, `text` for --name VALUE, `texts` for
 * one that may be given several times. Exactly one of the three is set. A value
 * like "info|debug" is a choice: nothing else is taken. */
struct cli_option {
    const char *name, *value, *help;
    bool *flag;
    str *text;
    struct str_list *texts;
    bool is_common;                              /* one of the data folder's, which many commands take */
};

struct cli_verb {
    const char *name, *arguments, *summary;
};

struct cli_usage {
    const char *command, *arguments, *summary;
    const struct cli_option *options;
    size_t n_options;
    const struct cli_verb *verbs;                /* what its first argument may be */
    size_t n_verbs;
    bool verbs_have_options;                     /* `lapel COMMAND VERB --help` tells them */
    int min_arguments, max_arguments;
    const char *more;                            /* further lines of help; may be NULL */
    /* What exit status 0, 1 and 2 mean here; NULL: "done", and never. */
    const char *yes, *no, *unclear;
    bool reads_nothing;                          /* 65 does not occur */
};

/* What is done with a usage when --help is given; NULL: it is printed. */
typedef void cli_show_fn(void *ctx, const struct cli_usage *u);
void cli_show_with(cli_show_fn *show, void *ctx);

/* Fills the options and collects what is no option; "--" ends options, a lone
 * "-" is an argument. False when the command is done (help was asked, or the
 * usage is wrong and said so): exit with `*status`. */
bool cli_parse(const struct cli_usage *u, struct arena *a, int argc, char **argv,
               struct str_list *arguments, int *status);

/* For a command whose first argument is a verb: the row of it, or -1 when the
 * command is done: help was asked for, no verb given or one that there is not. */
int cli_verb(const struct cli_usage *u, int argc, char **argv, int *status);

/* "lapel: sentence" on standard error, with the place if there is one. */
int cli_fail(int status, const struct error *err);
int cli_complain(int status, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The exit status that goes with an error. */
int cli_status_of(code c);

/* A file, or standard input for "-". LIMIT when larger than `max`. */
MUST_USE code cli_read(struct arena *a, str path, size_t max, str *out, struct error *err);
/* All of it or nothing: a temporary file is renamed. "-" is standard output.
 * `secret`: only the owner may read it. */
MUST_USE code cli_write(struct arena *a, str path, str bytes, bool secret, struct error *err);
MUST_USE bool cli_print(str text);               /* false: standard output is closed or full */

int cmd_verify(int argc, char **argv);
int cmd_bake(int argc, char **argv);
int cmd_unbake(int argc, char **argv);
int cmd_issue(int argc, char **argv);
int cmd_endorse(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_status_list(int argc, char **argv);
int cmd_derive(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_routes(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_admin(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_ledger(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_manual(int argc, char **argv);
