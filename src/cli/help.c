/* cli/help.c — `lapel help`: the commands, and what is said of one. */
#include <lapel/lapel.h>
#include <stdio.h>

#include "cli/commands.h"

/* Columns on the screen of text in which only "…" has more bytes than one. */
static int missing(const char *text, int columns)
{
    for (; *text; text++)
        columns -= (*text & 0xC0) != 0x80;
    return columns > 0 ? columns : 0;
}

static int finish(void)
{
    return fflush(stdout) == 0 ? EXIT_YES : EXIT_FAULT;
}

int help_commands(bool was_asked)
{
    FILE *to = was_asked ? stdout : stderr;

    fputs("usage: lapel COMMAND …\n\n", to);
    for (size_t i = 0; i < commands_n; i++)
        fprintf(to, "  %-11s %s%*s  %s\n", commands[i].name, commands[i].arguments,
                missing(commands[i].arguments, 16), "", commands[i].summary);
    fputs("\n`lapel COMMAND --help` says more, `lapel --version` which version this is.\n"
          "Exit status:\n",
          to);
    for (const struct exit_status *s = exit_statuses; s->meaning; s++)
        fprintf(to, "  %2d  %s\n", s->status, s->meaning);
    return was_asked ? finish() : EXIT_USAGE;
}

int help_version(void)
{
    puts("lapel " LAPEL_VERSION);
    return finish();
}

/* "admin accounts": a command, and a verb of it. */
static int help_on(const struct str_list *words)
{
    const struct command *c = command_named(words->items[0]);

    if (!c)
        return command_unknown(words->items[0]);
    char *argv[] = {(char *)(uintptr_t)c->name, "--help", NULL, NULL};
    if (words->n > 1) {
        argv[1] = (char *)(uintptr_t)words->items[1].p;
        argv[2] = "--help";
    }
    return c->run(words->n > 1 ? 3 : 2, argv);
}

int cmd_help(int argc, char **argv)
{
    struct arena *a = arena_new(0);
    struct str_list words = {0};
    int status;
    const struct cli_usage usage = {
        .command = "help",
        .arguments = "[COMMAND [VERB]]",
        .summary = "List the commands, or say more about one of them",
        .max_arguments = 2,
        .yes = "it was said",
        .reads_nothing = true,
    };

    if (cli_parse(&usage, a, argc, argv, &words, &status))
        status = words.n ? help_on(&words) : help_commands(true);
    arena_free(a);
    return status;
}
