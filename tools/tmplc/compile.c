/* compile.c — directives and holes into C, section by section. */
#include "tmplc.h"

/* ---- sections -------------------------------------------------------------- */

static void begin_function(struct unit *u, const char *layout_half)
{
    struct buf *b = &u->out.code;

    buf_printf(b, "\n#line %d \"%s\"\n", u->section.line, u->src.path);
    prototype_write(b, &u->section, layout_half);
    buf_putz(b, "\n{\n");
    if (!has_word(u->section.params, S("page")))
        buf_putz(b, "    const struct page *page = o->page;\n    (void)page;\n");
}

static void end_function(struct unit *u)
{
    emit_flush(u);
    buf_putz(&u->out.code, "}\n");
}

static void call_layout(struct unit *u, const char *half)
{
    if (!str_is_absent(u->section.layout))
        emit_code(u, u->section.line, "layout_" STR_FMT "_%s(o);", STR_ARG(u->section.layout), half);
}

static void begin_section(struct unit *u, str kind, str rest, int line)
{
    u->section = read_section(&u->src, kind, rest, line);
    u->section_open = true;
    u->html = (struct html){0};
    begin_function(u, "begin");
    call_layout(u, "begin");
}

static void end_section(struct unit *u, int line)
{
    if (str_eq(u->section.kind, S("layout")) && !u->section.has_content)
        complain(&u->src, line, "the layout " STR_FMT " never says {%% content %%}", STR_ARG(u->section.name));
    html_check_balanced(u, line, "the end of the template");
    if (u->html.space == BLANK)                  /* a newline at the end is the file's, not the text's */
        html_flush_space(u);
    call_layout(u, "end");
    end_function(u);
    u->section_open = false;
}

/* ---- branches -------------------------------------------------------------- */

static struct frame *innermost(struct unit *u)
{
    return u->frames.n ? &u->frames.items[u->frames.n - 1] : NULL;
}

/* Back to where the HTML was at the opening directive; the list of open tags
 * is the same again, but may have moved when it grew. */
static void return_to(struct unit *u, const struct html *outside)
{
    struct html now = u->html;

    u->html = *outside;
    u->html.open = now.open;
}

static void begin_branch(struct unit *u)
{
    return_to(u, &innermost(u)->outside);
    u->html.floor = u->html.open.n;
    u->html.floor_place = u->html.place;
    u->out.depth++;
}

/* The HTML after a branch must be where it was before: only then are the
 * places of later holes the same whatever was chosen. */
static void end_branch(struct unit *u, int line, const char *before)
{
    struct frame *f = innermost(u);

    html_check_balanced(u, line, before);
    emit_flush(u);
    f->some_empty |= u->html.begun == EMPTY;
    f->some_begun |= u->html.begun != EMPTY;
    u->out.depth--;
}

static void open_frame(struct unit *u, enum frame_kind kind, int line)
{
    *list_add(u->a, &u->frames) = (struct frame){
        .kind = kind, .line = line, .id = u->next_id++, .outside = u->html};
    begin_branch(u);
}

static void need(struct unit *u, int line, bool met, const char *sentence)
{
    if (!met)
        complain(&u->src, line, "%s", sentence);
}

static void do_if(struct unit *u, str rest, int line)
{
    need(u, line, rest.n > 0, "if needs a condition");
    emit_code(u, line, "if (" STR_FMT ") {", STR_ARG(rest));
    open_frame(u, FRAME_IF, line);
}

static void do_elif(struct unit *u, str rest, int line)
{
    struct frame *f = innermost(u);

    need(u, line, f && f->kind == FRAME_IF && !f->has_else, "elif without an if before it");
    need(u, line, rest.n > 0, "elif needs a condition");
    end_branch(u, line, "{% elif %}");
    emit_code(u, line, "} else if (" STR_FMT ") {", STR_ARG(rest));
    begin_branch(u);
}

static void do_else(struct unit *u, str rest, int line)
{
    struct frame *f = innermost(u);

    need(u, line, f && !f->has_else, "else without an if or for before it");
    need(u, line, rest.n == 0, "else takes nothing; use elif for a condition");
    end_branch(u, line, "{% else %}");
    f->has_else = true;
    if (f->kind == FRAME_IF)
        emit_code(u, line, "} else {");
    else
        emit_code(u, line, "}\nif (list_%d->n == 0) {", f->id);
    begin_branch(u);
}

static void do_for(struct unit *u, str rest, int line)
{
    str row = cut_word(&rest), in = cut_word(&rest);
    int id = u->next_id;

    need(u, line, row.n && str_eq(in, S("in")) && rest.n, "for is written: for row in list");
    need(u, line, u->html.place != IN_TAG, "a loop cannot make attributes");
    emit_code(u, line, "{ const __auto_type list_%d = &(" STR_FMT ");", id, STR_ARG(rest));
    emit_code(u, line, "for (size_t at_%d = 0; at_%d < list_%d->n; at_%d++) {", id, id, id, id);
    emit_code(u, line, "    const __auto_type " STR_FMT " = &list_%d->items[at_%d];", STR_ARG(row), id, id);
    emit_code(u, line, "    const int64_t loop_row = (int64_t)at_%d + 1;", id);
    emit_code(u, line, "    (void)" STR_FMT ", (void)loop_row;", STR_ARG(row));
    open_frame(u, FRAME_FOR, line);
}

static void end_frame(struct unit *u, int line)
{
    struct frame f;
    bool maybe_nothing;

    end_branch(u, line, "{% end %}");
    f = *innermost(u);
    maybe_nothing = f.kind == FRAME_FOR || !f.has_else;
    emit_code(u, line, f.kind == FRAME_FOR ? "} }" : "}");
    u->frames.n--;
    return_to(u, &f.outside);
    if (maybe_nothing) {
        f.some_empty |= f.outside.begun == EMPTY;
        f.some_begun |= f.outside.begun != EMPTY;
    }
    if (u->html.place == IN_VALUE && u->html.begun != DEPENDS)
        u->html.begun = f.some_empty && f.some_begun ? DEPENDS : f.some_begun ? BEGUN : EMPTY;
    u->html.space = NO_SPACE;                    /* written before the opening directive */
}

static void do_end(struct unit *u, str rest, int line)
{
    need(u, line, rest.n == 0, "end takes nothing");
    if (u->frames.n)
        end_frame(u, line);
    else
        end_section(u, line);
}

/* ---- single directives ----------------------------------------------------- */

static void need_text(struct unit *u, int line, const char *name)
{
    if (u->html.place != IN_TEXT || html_is_plain_text(u))
        complain(&u->src, line, "%s can stand only in text, between tags", name);
}

static void do_set(struct unit *u, str rest, int line)
{
    need(u, line, str_find_byte(rest, '=') > 0, "set is written: set type name = value");
    emit_code(u, line, STR_FMT ";", STR_ARG(rest));
}

static void do_use(struct unit *u, str rest, int line)
{
    str name = cut_word(&rest), args;

    need(u, line, name.n && str_starts(rest, S("(")), "use is written: use partial(arguments)");
    need_text(u, line, "use");
    args = cut_brackets(&u->src, &rest, line);
    need(u, line, rest.n == 0, "use is written: use partial(arguments)");
    emit_code(u, line, "part_" STR_FMT "(o%s" STR_FMT ");", STR_ARG(name), args.n ? ", " : "", STR_ARG(args));
}

static void do_content(struct unit *u, str rest, int line)
{
    need(u, line, str_eq(u->section.kind, S("layout")), "content belongs into a layout");
    need(u, line, rest.n == 0 && !u->section.has_content, "content stands once in a layout, without more");
    need(u, line, u->frames.n == 0, "content cannot stand inside if or for");
    need_text(u, line, "content");
    u->section.has_content = true;
    end_function(u);
    begin_function(u, "end");
}

static void do_csrf(struct unit *u, str rest, int line)
{
    need(u, line, rest.n == 0, "csrf takes nothing");
    need_text(u, line, "csrf");
    emit_code(u, line, "out_csrf(o);");
}

static void do_icon(struct unit *u, str rest, int line)
{
    need(u, line, rest.n > 0, "icon needs a name");
    need_text(u, line, "icon");
    emit_code(u, line, "out_icon(o, " STR_FMT ");", STR_ARG(rest));
}

static void do_asset(struct unit *u, str rest, int line)
{
    struct html *h = &u->html;

    need(u, line, rest.n > 2 && c_literal_length(rest) == rest.n, "asset needs a file's name in quotes");
    need(u, line, h->place == IN_VALUE && h->attr_kind == ADDRESS_ATTR && h->begun == EMPTY,
         "asset can stand only at the start of an address attribute");
    h->begun = BEGUN;
    emit_code(u, line, "out_asset(o, " STR_FMT ");", STR_ARG(rest));
}

/* `is_control`: writes nothing itself, so that a line of its own leaves no blank line. */
static const struct directive {
    const char *name;
    void (*run)(struct unit *u, str rest, int line);
    bool is_control;
} directives[] = {
    {"if", do_if, true},   {"elif", do_elif, true}, {"else", do_else, true},
    {"for", do_for, true}, {"end", do_end, true},   {"set", do_set, true},
    {"content", do_content, true}, {"use", do_use, false}, {"csrf", do_csrf, false},
    {"icon", do_icon, false}, {"asset", do_asset, false},
};

static const struct directive *find_directive(str word)
{
    for (size_t i = 0; i < COUNT(directives); i++)
        if (str_eq(word, cstr(directives[i].name)))
            return &directives[i];
    return NULL;
}

/* ---- bodies ---------------------------------------------------------------- */

/* Only blanks between the start of the line and here? */
static bool line_is_blank_before(const struct source *s, size_t at)
{
    while (at > 0 && s->text.p[at - 1] != '\n')
        if (!is_space(s->text.p[--at]))
            return false;
    return true;
}

static void skip_rest_of_own_line(struct unit *u, size_t began_at)
{
    size_t n = 0;

    if (u->html.place != IN_TEXT || html_keeps_space(u) || !line_is_blank_before(&u->src, began_at))
        return;
    while (look(&u->src, n) == ' ' || look(&u->src, n) == '\t' || look(&u->src, n) == '\r')
        n++;
    if (look(&u->src, n) != '\n')
        return;
    while (is_space(look(&u->src, n)))
        n++;
    advance(&u->src, n);
}

static void compile_directive(struct unit *u)
{
    int line = u->src.line;
    size_t began_at = u->src.at;
    str rest = take_code(&u->src, "%}");
    str word = cut_word(&rest);
    const struct directive *d = find_directive(word);
    bool ends_section = u->frames.n == 0 && str_eq(word, S("end"));

    if (!d)
        complain(&u->src, line, "there is no directive '" STR_FMT "' inside a template", STR_ARG(word));
    if (!ends_section)
        html_flush_space(u);
    d->run(u, rest, line);
    if (d->is_control && !ends_section)
        skip_rest_of_own_line(u, began_at);
}

static void compile_hole(struct unit *u)
{
    int line = u->src.line;
    str hole = take_code(&u->src, "}}");

    html_flush_space(u);
    need(u, line, hole.n > 0, "the hole is empty");
    if (is_message(hole)) {
        compile_message(u, hole, line);
        return;
    }
    emit_code(u, line, "%s(o, " STR_FMT ");", html_writer(u, line), STR_ARG(hole));
}

static void compile_comment(struct unit *u)
{
    size_t began_at = u->src.at;

    take_comment(&u->src);
    skip_rest_of_own_line(u, began_at);
}

static void compile_body(struct unit *u)
{
    while (is_space(look(&u->src, 0)))
        advance(&u->src, 1);
    while (u->section_open) {
        if (at_end(&u->src))
            complain(&u->src, u->frames.n ? innermost(u)->line : u->section.line,
                     "this is never closed with {%% end %%}");
        if (looking_at(&u->src, "{{"))
            compile_hole(u);
        else if (looking_at(&u->src, "{%"))
            compile_directive(u);
        else if (looking_at(&u->src, "{#"))
            compile_comment(u);
        else
            html_step(u);
    }
}

static void compile_outside(struct unit *u)
{
    int line = u->src.line;
    str rest, word;

    if (!looking_at(&u->src, "{%"))
        complain(&u->src, line, "text stands outside of every template");
    rest = take_code(&u->src, "%}");
    word = cut_word(&rest);
    if (str_eq(word, S("include"))) {
        *list_add(u->a, &u->includes) = read_include(&u->src, rest, line);
    } else if (str_eq(word, S("template")) || str_eq(word, S("partial")) || str_eq(word, S("layout"))) {
        begin_section(u, word, rest, line);
        compile_body(u);
    } else {
        complain(&u->src, line, "'" STR_FMT "' cannot stand outside of a template", STR_ARG(word));
    }
}

str compile_file(struct arena *a, const char *path, str text, struct messages *messages)
{
    struct unit u = {
        .a = a, .src = {.path = path, .text = text, .line = 1}, .messages = messages,
        .out = {.code = buf_new(a), .literal = buf_new(a)},
    };
    struct buf file = buf_new(a);

    for (take_comments_and_space(&u.src); !at_end(&u.src); take_comments_and_space(&u.src))
        compile_outside(&u);
    emit_file_head(&u, &file);
    buf_put(&file, buf_done(&u.out.code));
    return buf_done(&file);
}
