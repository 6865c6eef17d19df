#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct command {
    const char *name, *arguments, *summary;
    int (*run)(int argc, char **argv);
};

/* The help is printed from this table, so that it cannot go stale. */
static const struct command commands[] = {
    {"verify",  "FILE|URL|- …",    "say whether badges of any version hold, and why",   cmd_verify},
    {"bake",    "BADGE IMAGE OUT", "put a badge inside a PNG or SVG",                   cmd_bake},
    {"unbake",  "IMAGE",           "take the badge out of a PNG or SVG",                cmd_unbake},
    {"issue",   "--key … ",        "sign a badge for a recipient, without a server",    cmd_issue},
    {"endorse", "--about ID …",    "sign an endorsement of a badge or an issuer",       cmd_endorse},
    {"status-list", "--id URL …",  "write the list in which badges are withdrawn",      cmd_status_list},
    {"derive",  "BADGE --show …",  "show parts of a badge that was issued for that",    cmd_derive},
    {"key",     "new|public",      "make a signing key, or show its public half",       cmd_key},
    {"inspect", "VERB FILE",       "one step of a standard: canonicalize, jcs …",       cmd_inspect},
    {"serve",   "[--data DIR] …",  "run the server",                                    cmd_serve},
    {"demo",    "[--data DIR] …",  "run the server on a sample organisation",           cmd_demo},
    {"doctor",  "[--data DIR] …",  "look at everything an installation needs",           cmd_doctor},
    {"backup",  "[--data DIR] OUT", "back up everything while the server runs",         cmd_backup},
    {"restore", "FILE --data DIR", "put a backup back into an empty place",             cmd_restore},
    {"admin",   "VERB …",          "accounts, organisations, address, keys, mails, jobs", cmd_admin},
    {"bench",   "[--tsv]",         "measure against the raw limits of this machine",    cmd_bench},
    {"routes",  "[--tsv]",         "list the addresses that the server answers",        cmd_routes},
};

/* Columns on the screen of text in which only "…" has more bytes than one. */
static int missing(const char *text, int columns)
{
    for (; *text; text++)
        columns -= (*text & 0xC0) != 0x80;
    return columns > 0 ? columns : 0;
}

static void print_commands(FILE *to)
{
    fputs("usage: lapel COMMAND …\n\n", to);
    for (size_t i = 0; i < COUNT(commands); i++)
        fprintf(to, "  %-11s %s%*s  %s\n", commands[i].name, commands[i].arguments,
                missing(commands[i].arguments, 16), "", commands[i].summary);
    fputs("\n`lapel COMMAND --help` says more.\n"
          "Exit status: 0 yes or done, 1 no, 2 could not tell, 64 wrong usage,\n"
          "65 unreadable input, 70 a fault of ours.\n",
          to);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        print_commands(stdout);
        return EXIT_YES;
    }
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!strcmp(argv[1], commands[i].name))
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "lapel: there is no command %s\n", argv[1]);
    print_commands(stderr);
    return EXIT_USAGE;
}
