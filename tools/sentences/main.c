/* main.c — sentences: what the program says to people, as a gettext template.
 *   sentences NEVER.list OUT.pot FILE...
 * The files are C after the preprocessor, or templates as tmplc wrote them. A
 * literal is a sentence where a function is called that speaks to people, and
 * anywhere else when it looks like one: begins with a capital letter and goes
 * on in small ones, or is some small words. NEVER.list names those that only look so, a line each, as
 * they stand in C. Tables of words thus need no marks. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "../file.h"

#define QUOTA ((size_t)64 << 20)                 /* of the sentences; and of each file */

/* Functions that translate one of their arguments, counted from 0. */
static const struct { const char *name; int argument; } speakers[] = {
    {"out_message", 2}, {"fail", 3}, {"text", 1}, {"words", 0}, {"said", 0},
    {"words_printf", 1}, {"passed", 1}, {"found", 4},
    {"health_good", 2}, {"health_warn", 2}, {"health_warn", 3}, {"health_fail", 2}, {"health_fail", 3},
    {"health_unknown", 2}, {"health_unknown", 3},
};
/* Functions whose arguments nobody reads. */
static const char *const silent[] = {
    "out_lit", "out_icon", "out_asset", "log_event", "log_error", "sizeof", "response_header", "request_header",
    "__assert_fail", "strcmp", "str_eq",
};

struct sentence { str text, file; long line; };
LIST_OF(sentences, struct sentence);
struct call { str name; int argument; };

struct scanner {
    struct arena *a, *of_file;                   /* what is found; the text of one file and its literals */
    str rest, file, last_word;
    long line;
    LIST(struct call) calls;
    struct map *known;                           /* text → (void *)1; also those of the list of never */
    struct sentences found;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void skip(struct scanner *s, size_t n)
{
    for (size_t i = 0; i < n && i < s->rest.n; i++)
        s->line += s->rest.p[i] == '\n';
    s->rest = str_from(s->rest, n);
}

/* `# 12 "src/store/job.c" 2` and `#line 12 "src/app/award.html"`; any other
 * line of the preprocessor is passed over. */
static void pass_marker(struct scanner *s)
{
    str line, number;
    int64_t v;

    if (!str_cut(&s->rest, '\n', &line))
        return;
    s->line++;
    line = str_trim(str_from(line, str_starts(line, S("#line")) ? 5 : 1));
    if (!str_cut(&line, ' ', &number) || !str_to_int(number, &v))
        return;
    s->line = (long)v;
    line = str_from(line, 1);
    str_cut(&line, '"', &s->file);
}

/* Length of the literal in front, quotes included. */
static size_t literal_length(str text)
{
    size_t n = 1;

    while (n < text.n && text.p[n] != text.p[0])
        n += text.p[n] == '\\' ? 2 : 1;
    return n + 1;
}

static void skip_space(struct scanner *s)
{
    for (;;) {
        while (s->rest.n && strchr(" \t\n", s->rest.p[0]))
            skip(s, 1);
        if (!s->rest.n || s->rest.p[0] != '#')
            return;
        pass_marker(s);
    }
}

/* Neighbours are one literal. */
static str take_literal(struct scanner *s)
{
    struct buf b = buf_new(s->of_file);

    while (s->rest.n && s->rest.p[0] == '"') {
        size_t n = literal_length(s->rest);
        buf_put(&b, str_slice(s->rest, 1, n - 1));
        skip(s, n);
        skip_space(s);
    }
    return buf_done(&b);
}

/* ---- is it for people? ---- */

static bool begins_like_one(str text)
{
    static const char *const openers[] = {"“", "‘", "{"};

    if (text.n && text.p[0] >= 'A' && text.p[0] <= 'Z')
        return true;
    for (size_t i = 0; i < COUNT(openers); i++)
        if (str_starts(text, cstr(openers[i])))
            return true;
    return false;
}

/* "not awarded": small words with nothing but spaces and commas between them. */
static bool is_phrase(str text)
{
    bool has_space = false;

    for (size_t i = 0; i < text.n; i++) {
        bool is_small = text.p[i] >= 'a' && text.p[i] <= 'z';
        if (!is_small && !(i && strchr(" ,:.'", text.p[i])))
            return false;
        has_space |= text.p[i] == ' ' && i + 1 < text.n;
    }
    return has_space;
}

static bool looks_like_one(str text)
{
    bool has_small = false;

    if (is_phrase(text))
        return true;
    if (!begins_like_one(text) || text.n < 2)
        return false;
    for (size_t i = 1; i < text.n; i++) {
        if (strchr("<>=\\", text.p[i]) && text.p[i])
            return false;
        has_small |= text.p[i] >= 'a' && text.p[i] <= 'z' && text.p[i - 1] != '%' && text.p[i - 1] != '*';
    }
    return has_small;
}

/* The innermost call with a name; brackets without one, and S(), stand in between. */
static const struct call *enclosing(const struct scanner *s)
{
    for (size_t i = s->calls.n; i-- > 0;)
        if (s->calls.items[i].name.n && !str_eq(s->calls.items[i].name, S("S")))
            return &s->calls.items[i];
    return NULL;
}

/* The layers below speak by calls alone. */
static bool has_pages(str file)
{
    return str_starts(file, S("src/app/")) || str_starts(file, S("src/web/"));
}

static bool is_said(const struct scanner *s, str text)
{
    const struct call *direct = s->calls.n ? &s->calls.items[s->calls.n - 1] : NULL, *outer = enclosing(s);

    for (size_t i = 0; direct && i < COUNT(speakers); i++)
        if (direct->argument == speakers[i].argument && str_eq(direct->name, cstr(speakers[i].name)))
            return true;
    for (size_t i = 0; outer && i < COUNT(silent); i++)
        if (str_eq(outer->name, cstr(silent[i])))
            return false;
    return has_pages(s->file) && looks_like_one(text);
}

/* store/db.h marks statements with a word in front. */
static bool is_statement(const struct scanner *s)
{
    return str_starts(s->last_word, S("check_sql_begin"));
}

static void read_literal(struct scanner *s)
{
    long line = s->line;
    bool is_sql = is_statement(s);
    str file = s->file, text = take_literal(s);

    s->last_word = (str){NULL, 0};
    if (is_sql || !str_starts(file, S("src/")) || text.n == 0 || !is_said(s, text) || map_get(s->known, text))
        return;
    text = str_copy(s->a, text);
    *map_at(s->known, text) = s;
    *list_add(s->a, &s->found) = (struct sentence){text, str_copy(s->a, file), line};
}

/* ---- reading C, as far as calls and literals need it ---- */

static void read_word(struct scanner *s)
{
    size_t n = 0;

    while (n < s->rest.n && is_word(s->rest.p[n]))
        n++;
    s->last_word = str_slice(s->rest, 0, n);
    skip(s, n);
}

static void read_sign(struct scanner *s)
{
    char c = s->rest.p[0];

    if (c == '(' || c == '[' || c == '{')
        *list_add(s->a, &s->calls) = (struct call){c == '(' ? s->last_word : (str){NULL, 0}, 0};
    else if ((c == ')' || c == ']' || c == '}') && s->calls.n)
        s->calls.n--;
    else if (c == ',' && s->calls.n)
        s->calls.items[s->calls.n - 1].argument++;
    s->last_word = (str){NULL, 0};
    skip(s, c == '\'' ? literal_length(s->rest) : 1);
}

static void read_comment(struct scanner *s)
{
    ptrdiff_t end = str_find(s->rest, S("*/"));

    skip(s, end < 0 ? s->rest.n : (size_t)end + 2);
}

static void read_file(struct scanner *s)
{
    for (;;) {
        skip_space(s);
        if (!s->rest.n)
            return;
        if (str_starts(s->rest, S("/*")))
            read_comment(s);
        else if (s->rest.p[0] == '"')
            read_literal(s);
        else if (is_word(s->rest.p[0]))
            read_word(s);
        else
            read_sign(s);
    }
}

/* ---- the template ---- */

static str write_template(struct arena *a, const struct sentences *all)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    for (size_t i = 0; i < all->n; i++) {
        const struct sentence *s = &all->items[i];
        buf_printf(&b, "\n#: " STR_FMT ":%ld\n%smsgid \"" STR_FMT "\"\nmsgstr \"\"\n", STR_ARG(s->file), s->line,
                   str_find_byte(s->text, '%') >= 0 ? "#, c-format\n" : "", STR_ARG(s->text));
    }
    return buf_done(&b);
}

static code run(struct arena *a, struct arena *of_file, char **argv, int argc, struct error *err)
{
    struct scanner s = {.a = a, .of_file = of_file, .known = map_new(a)};
    str never, line;

    TRY(file_read(a, argv[1], &never, err));
    while (str_cut_line(&never, &line))
        *map_at(s.known, line) = a;
    for (int i = 3; i < argc; i++) {
        arena_reset(of_file);
        TRY(file_read(of_file, argv[i], &s.rest, err));
        s.last_word = (str){NULL, 0};
        s.line = 1;
        s.file = cstr(argv[i]);
        s.calls.n = 0;
        read_file(&s);
    }
    return file_write(argv[2], write_template(a, &s.found), err);
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA), *of_file = arena_new(QUOTA);
    struct error err;

    if (argc < 4) {
        fputs("usage: sentences NEVER.list OUT.pot FILE...\n", stderr);
        return 64;
    }
    if (run(a, of_file, argv, argc, &err) != OK) {
        fprintf(stderr, "%s: error: %s\n", err.where, err.text);
        return 1;
    }
    arena_free(of_file);
    arena_free(a);
    return 0;
}
