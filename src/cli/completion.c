/* cli/completion.c — `lapel completion`: what a shell offers behind TAB, from
 * the table of commands and from what each command tells --help.
 *
 * The scripts hold tables and ask nothing of the program. Words are commands,
 * then verbs, then options; behind an option its choices, or files. */
#include "cli/commands.h"

struct script {
    struct arena *a;
    struct buf *b;
    const struct command *command;
    const char *verb;                            /* NULL: the command itself */
    void (*row)(struct script *s, const struct cli_usage *u);
};

/* A row for each command, and for each verb that has options of its own. */
static void show(void *ctx, const struct cli_usage *u)
{
    struct script *s = ctx;

    s->row(s, u);
    if (s->verb || !u->verbs_have_options)
        return;
    for (size_t i = 0; i < u->n_verbs; i++) {
        struct script verb = *s;
        verb.verb = u->verbs[i].name;
        command_show(s->command, verb.verb, show, &verb);
    }
}

static void put_rows(struct script *s)
{
    for (size_t i = 0; i < commands_n; i++) {
        s->command = &commands[i];
        s->verb = NULL;
        command_show(s->command, NULL, show, s);
    }
}

/* "info debug" of "info|debug". */
static str choices(struct arena *a, const struct cli_option *o)
{
    str copy = str_copy(a, cstr(o->value));
    char *p = (char *)(uintptr_t)copy.p;

    for (size_t i = 0; i < copy.n; i++)
        if (p[i] == '|')
            p[i] = ' ';
    return copy;
}

/* 'it'\''s', for any of the three shells. */
static void put_quoted(struct buf *b, const char *text)
{
    buf_byte(b, '\'');
    for (; *text; text++)
        if (*text == '\'')
            buf_putz(b, "'\\''");
        else
            buf_byte(b, *text);
    buf_byte(b, '\'');
}

/* ---- bash: two functions that answer by "command verb" ---- */

static void bash_words(struct script *s, const struct cli_usage *u)
{
    buf_printf(s->b, "    '%s') words='", u->command);
    for (size_t i = 0; i < u->n_verbs; i++)
        buf_printf(s->b, "%s ", u->verbs[i].name);
    for (size_t i = 0; i < u->n_options; i++)
        buf_printf(s->b, "--%s ", u->options[i].name);
    buf_putz(s->b, "--help' ;;\n");
}

static void bash_values(struct script *s, const struct cli_usage *u)
{
    for (size_t i = 0; i < u->n_options; i++) {
        const struct cli_option *o = &u->options[i];
        if (!o->value)
            continue;
        buf_printf(s->b, "    '%s --%s') values='" STR_FMT "' ;;\n", u->command, o->name,
                   STR_ARG(option_is_choice(o) ? choices(s->a, o) : option_is_file(o) ? S("FILES") : S("NONE")));
    }
}

static void bash(struct script *s)
{
    struct buf commands_list = buf_new(s->a);

    for (size_t i = 0; i < commands_n; i++)
        buf_printf(&commands_list, "%s%s", i ? " " : "", commands[i].name);
    buf_putz(s->b, "# bash completion for lapel: written by `lapel completion bash`\n"
                   "_lapel() {\n"
                   "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                   "    local at=${COMP_WORDS[1]} words= values=\n"
                   "    COMPREPLY=()\n"
                   "    if [ \"$COMP_CWORD\" = 1 ]; then\n");
    buf_printf(s->b, "        COMPREPLY=($(compgen -W '" STR_FMT " --help --version' -- \"$current\"))\n",
               STR_ARG(buf_done(&commands_list)));
    buf_putz(s->b, "        return\n    fi\n"
                   "    case $at in\n"
                   "    help) [ \"$COMP_CWORD\" != 2 ] || words='");
    for (size_t i = 0; i < commands_n; i++)
        buf_printf(s->b, "%s ", commands[i].name);
    buf_putz(s->b, "' ;;\n"
                   "    completion) words='bash zsh fish' ;;\n"
                   "    key | admin | ledger) [ \"$COMP_CWORD\" = 2 ] || at=\"$at ${COMP_WORDS[2]}\" ;;\n"
                   "    esac\n"
                   "    case \"$at $before\" in\n");
    s->row = bash_values;
    put_rows(s);
    buf_putz(s->b, "    esac\n"
                   "    if [ \"$values\" ] && [[ $before == --* ]]; then\n"
                   "        [ \"$values\" = FILES ] && COMPREPLY=($(compgen -f -- \"$current\"))\n"
                   "        [ \"$values\" = FILES ] || [ \"$values\" = NONE ] || COMPREPLY=($(compgen -W \"$values\" -- \"$current\"))\n"
                   "        return\n    fi\n"
                   "    [ \"$words\" ] || case $at in\n");
    s->row = bash_words;
    put_rows(s);
    buf_putz(s->b, "    esac\n"
                   "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                   "    [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n"
                   "}\n"
                   "complete -o filenames -F _lapel lapel\n");
}

/* ---- zsh: _arguments for each command ---- */

/* In a specification ":" and "]" have a meaning. */
static void zsh_put(struct buf *b, const char *text)
{
    for (; *text; text++) {
        if (*text == ':' || *text == '[' || *text == ']' || *text == '\\')
            buf_byte(b, '\\');
        if (*text == '\'')
            buf_putz(b, "'\\''");
        else
            buf_byte(b, *text);
    }
}

static void zsh_option(struct script *s, const struct cli_option *o)
{
    buf_printf(s->b, " \\\n            '*--%s[", o->name);
    zsh_put(s->b, o->help);
    buf_putz(s->b, "]");
    if (o->value) {
        buf_putz(s->b, ":");
        zsh_put(s->b, o->value);
        buf_putz(s->b, ":");
        if (option_is_choice(o))
            buf_printf(s->b, "(" STR_FMT ")", STR_ARG(choices(s->a, o)));
        else
            buf_putz(s->b, option_is_file(o) ? "_files" : " ");
    }
    buf_putz(s->b, "'");
}

static void zsh_row(struct script *s, const struct cli_usage *u)
{
    buf_printf(s->b, "    '%s') _arguments", u->command);
    for (size_t i = 0; i < u->n_options; i++)
        zsh_option(s, &u->options[i]);
    buf_putz(s->b, " \\\n            '--help[say more]'");
    if (u->n_verbs) {
        buf_putz(s->b, " '1:verb:(");
        for (size_t i = 0; i < u->n_verbs; i++)
            buf_printf(s->b, "%s%s", i ? " " : "", u->verbs[i].name);
        buf_putz(s->b, ")'");
    }
    buf_putz(s->b, " '*:file:_files' ;;\n");
}

static void zsh(struct script *s)
{
    buf_putz(s->b, "#compdef lapel\n# zsh completion for lapel: written by `lapel completion zsh`\n"
                   "_lapel() {\n"
                   "    local -a commands=(\n");
    for (size_t i = 0; i < commands_n; i++) {
        buf_printf(s->b, "        '%s:", commands[i].name);
        zsh_put(s->b, commands[i].summary);
        buf_putz(s->b, "'\n");
    }
    buf_putz(s->b, "    )\n"
                   "    if ((CURRENT == 2)); then\n        _describe command commands\n        return\n    fi\n"
                   "    local at=${words[2]}\n"
                   "    shift words; ((CURRENT--))\n"
                   "    if [[ $at == (key|admin|ledger) ]] && ((CURRENT > 2)); then\n"
                   "        at=\"$at ${words[2]}\"; shift words; ((CURRENT--))\n    fi\n"
                   "    case $at in\n"
                   "    help) _describe command commands; return ;;\n"
                   "    completion) _values shell bash zsh fish; return ;;\n");
    s->row = zsh_row;
    put_rows(s);
    buf_putz(s->b, "    esac\n}\n_lapel \"$@\"\n");
}

/* ---- fish: one line for each word ---- */

static void fish_condition(struct script *s)
{
    buf_printf(s->b, "complete -c lapel -n '__fish_seen_subcommand_from %s%s%s' ", s->command->name,
               s->verb ? "; and __fish_seen_subcommand_from " : "", s->verb ? s->verb : "");
}

static void fish_row(struct script *s, const struct cli_usage *u)
{
    for (size_t i = 0; i < u->n_verbs; i++) {
        fish_condition(s);
        buf_printf(s->b, "-a %s -d ", u->verbs[i].name);
        put_quoted(s->b, u->verbs[i].summary);
        buf_putz(s->b, "\n");
    }
    for (size_t i = 0; i < u->n_options; i++) {
        const struct cli_option *o = &u->options[i];
        fish_condition(s);
        buf_printf(s->b, "-l %s -d ", o->name);
        put_quoted(s->b, o->help);
        if (o->value)
            buf_putz(s->b, option_is_file(o) ? " -r -F" : " -x");
        if (option_is_choice(o)) {
            buf_putz(s->b, " -a ");
            put_quoted(s->b, choices(s->a, o).p);
        }
        buf_putz(s->b, "\n");
    }
}

static void fish(struct script *s)
{
    buf_putz(s->b, "# fish completion for lapel: written by `lapel completion fish`\n");
    for (size_t i = 0; i < commands_n; i++) {
        buf_printf(s->b, "complete -c lapel -n __fish_use_subcommand -f -a %s -d ", commands[i].name);
        put_quoted(s->b, commands[i].summary);
        buf_putz(s->b, "\n");
    }
    s->row = fish_row;
    put_rows(s);
    buf_putz(s->b, "complete -c lapel -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n");
}

static const struct shell {
    const char *name;
    void (*write)(struct script *s);
} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

static int write_for(struct arena *a, str name)
{
    struct buf b = buf_new(a);
    struct script s = {.a = a, .b = &b};

    for (size_t i = 0; i < COUNT(shells); i++)
        if (str_eq(name, cstr(shells[i].name))) {
            shells[i].write(&s);
            return cli_print(buf_done(&b)) ? EXIT_YES : EXIT_FAULT;
        }
    return cli_complain(EXIT_USAGE, "there are completions for bash, zsh and fish");
}

int cmd_completion(int argc, char **argv)
{
    struct arena *a = arena_new(0);
    struct str_list args = {0};
    int status;
    const struct cli_usage usage = {
        .command = "completion",
        .arguments = "bash|zsh|fish",
        .summary = "Print what a shell needs to complete commands and options",
        .min_arguments = 1,
        .max_arguments = 1,
        .reads_nothing = true,
        .more = "bash: source <(lapel completion bash)\n"
                "zsh:  lapel completion zsh > ~/.zfunc/_lapel, with ~/.zfunc in fpath\n"
                "fish: lapel completion fish > ~/.config/fish/completions/lapel.fish\n"
                "`make install` puts them where the shells look.",
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status))
        status = write_for(a, args.items[0]);
    arena_free(a);
    return status;
}
