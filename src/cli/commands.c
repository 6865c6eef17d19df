#include "cli/commands.h"

#include "cli/nearest.h"

const struct command commands[] = {
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
    {"ledger",  "verify|export",   "is everything as it was written down?",             cmd_ledger},
    {"admin",   "VERB …",          "accounts, organisations, address, keys, mails, jobs", cmd_admin},
    {"explain", "PERSON REQUIREMENT …", "say how somebody stands with what is asked, and why", cmd_explain},
    {"bench",   "[--tsv]",         "measure against the raw limits of this machine",    cmd_bench},
    {"routes",  "[--tsv]",         "list the addresses that the server answers",        cmd_routes},
    {"help",    "[COMMAND]",       "say more about one of these",                       cmd_help},
    {"completion", "SHELL",        "completions for bash, zsh or fish",                 cmd_completion},
    {"manual",  "DIR",             "write the manual pages",                            cmd_manual},
};
const size_t commands_n = COUNT(commands);

const struct command *command_named(str name)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (str_eq(name, cstr(commands[i].name)))
            return &commands[i];
    return NULL;
}

int command_unknown(str name)
{
    struct arena *a = arena_new(0);
    struct nearest near = {.given = name};

    for (size_t i = 0; i < COUNT(commands); i++)
        nearest_try(&near, commands[i].name);
    int status =
        cli_complain(EXIT_USAGE, "there is no command " STR_FMT STR_FMT "\n`lapel help` lists them",
                     STR_ARG(name), STR_ARG(nearest_question(a, &near, "")));
    arena_free(a);
    return status;
}

void command_show(const struct command *c, const char *verb, cli_show_fn *show, void *ctx)
{
    char *argv[] = {(char *)(uintptr_t)c->name, "--help", NULL, NULL};

    if (verb) {
        argv[1] = (char *)(uintptr_t)verb;
        argv[2] = "--help";
    }
    cli_show_with(show, ctx);
    c->run(verb ? 3 : 2, argv);
    cli_show_with(NULL, NULL);
}

const struct exit_status exit_statuses[] = {
    {EXIT_YES, "yes, or done"},
    {EXIT_NO, "no: a badge does not hold, or something is wrong"},
    {EXIT_UNCLEAR, "could not tell: something needed was out of reach"},
    {EXIT_USAGE, "wrong usage"},
    {EXIT_UNREADABLE, "unreadable or unsuitable input"},
    {EXIT_FAULT, "a fault of the program, or of what it stands on"},
    {0},
};

const char *exit_status_meaning(const struct cli_usage *u, int status)
{
    switch (status) {
    case EXIT_YES:
        return u->yes ? u->yes : "done";
    case EXIT_NO:
        return u->no;
    case EXIT_UNCLEAR:
        return u->unclear;
    case EXIT_UNREADABLE:
        return u->reads_nothing ? NULL : exit_statuses[4].meaning;
    default:
        return status == EXIT_USAGE ? exit_statuses[3].meaning : exit_statuses[5].meaning;
    }
}

static bool value_has(const struct cli_option *o, const char *part)
{
    return o->value && str_contains(cstr(o->value), cstr(part));
}

bool option_is_choice(const struct cli_option *o)
{
    return value_has(o, "|") && !value_has(o, "URL");
}

bool option_is_file(const struct cli_option *o)
{
    static const char *const words[] = {"FILE", "DIR", "IMAGE", "MAP.json", "OUT"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (value_has(o, words[i]))
            return true;
    return false;
}
