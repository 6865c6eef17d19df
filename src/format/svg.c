/* format/svg.c — one element in a picture: finding it, putting it in. What is
 * not touched stays byte for byte. Strangers' pictures are rebuilt in
 * svg_clean.c. */
#include "format/svg.h"
#include "base/list.h"
#include "format/xml.h"

#define SVG_NS S("http://www.w3.org/2000/svg")

/* Behind the next `mark`; nothing left if it does not come. */
static str skip_past(str s, str mark)
{
    ptrdiff_t at = str_find(s, mark);

    return at < 0 ? str_from(s, s.n) : str_from(s, (size_t)at + mark.n);
}

/* What may stand before the root: declaration, comments, DOCTYPE. */
static str skip_prologue(str s)
{
    if (str_starts(s, S("\xEF\xBB\xBF")))
        s = str_from(s, 3);
    for (;;) {
        s = str_trim(s);
        if (str_starts(s, S("<?")))
            s = skip_past(s, S("?>"));
        else if (str_starts(s, S("<!--")))
            s = skip_past(s, S("-->"));
        else if (str_starts(s, S("<!DOCTYPE")))
            s = skip_past(s, S(">"));
        else
            return s;
    }
}

/* The name behind "<", as written. */
static str tag_name(str tag)
{
    size_t n = 1;

    while (n < tag.n && !str_contains(S(" \t\r\n/>"), str_slice(tag, n, n + 1)))
        n++;
    return str_slice(tag, 1, n);
}

bool svg_looks_like(str file)
{
    str root = skip_prologue(str_slice(file, 0, 64 << 10));
    str name = str_starts(root, S("<")) ? tag_name(root) : (str){0};

    return str_eq(name, S("svg")) || str_ends(name, S(":svg"));
}

/* One pass over the file: where the root's start tag is, and every element
 * of the wanted names. */
struct search {
    struct arena *a;
    const struct svg_name *names;
    size_t names_n;
    size_t root_from, root_to;
    struct svg_element_list found;
    unsigned inside;                             /* depth of the open one + 1; 0: none */
    unsigned depth;                              /* of what is open now, + 1 */
    struct buf text;
};

static bool is_wanted(const struct search *s, const struct xml_element *e)
{
    for (size_t i = 0; i < s->names_n; i++)
        if (str_eq(e->ns, s->names[i].ns) && str_eq(e->name, s->names[i].name))
            return true;
    return false;
}

static code on_start(void *ctx, const struct xml_element *e, struct error *err)
{
    struct search *s = ctx;

    s->depth = e->depth + 1;
    if (e->depth == 0) {
        if (!str_eq(e->ns, SVG_NS) || !str_eq(e->name, S("svg")))
            return fail(err, BAD_INPUT, "image", "this is XML, but not an SVG picture");
        s->root_from = e->from;
        s->root_to = e->to;
        return OK;
    }
    if (s->inside || !is_wanted(s, e))
        return OK;
    s->inside = s->depth;
    s->text = buf_new(s->a);
    *list_add(s->a, &s->found) =
        (struct svg_element){.ns = str_copy(s->a, e->ns), .name = str_copy(s->a, e->name),
                             .verify = str_copy(s->a, xml_attr_of(e, "verify")), .from = e->from};
    return OK;
}

static void on_end(void *ctx, unsigned depth, size_t to)
{
    struct search *s = ctx;

    s->depth = depth;
    if (s->inside != depth + 1)
        return;
    s->inside = 0;
    s->found.items[s->found.n - 1].text = buf_done(&s->text);
    s->found.items[s->found.n - 1].to = to;
}

/* Text of the element itself; CDATA may come in several parts. */
static void on_text(void *ctx, str text)
{
    struct search *s = ctx;

    if (s->inside && s->inside == s->depth)
        buf_put(&s->text, text);
}

static const struct xml_handler searching = {on_start, on_end, on_text};

code svg_elements(struct arena *a, str file, const struct svg_name *names, size_t n,
                  struct svg_element_list *out, struct error *err)
{
    struct search s = {.a = a, .names = names, .names_n = n};

    TRY(xml_read(a, file, &searching, &s, err));
    *out = s.found;
    return OK;
}

code svg_element_get(struct arena *a, str file, str ns, str name, unsigned n,
                     struct svg_element *out, struct error *err)
{
    const struct svg_name wanted = {ns, name};
    struct svg_element_list found;

    TRY(svg_elements(a, file, &wanted, 1, &found, err));
    if (n >= found.n)
        return fail(err, NOT_FOUND, "image", "the picture has no element \"" STR_FMT "\"", STR_ARG(name));
    *out = found.items[n];
    return OK;
}

/* Putting. */

/* "]]>" would end the section, and CR be read back as LF: both are put
 * between two sections. */
static void put_cdata(struct buf *b, str text)
{
    buf_put(b, S("<![CDATA["));
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\r') {
            buf_put(b, S("]]>&#13;<![CDATA["));
            continue;
        }
        if (text.p[i] == '>' && i >= 2 && text.p[i - 1] == ']' && text.p[i - 2] == ']')
            buf_put(b, S("]]><![CDATA["));
        buf_byte(b, text.p[i]);
    }
    buf_put(b, S("]]>"));
}

static void put_element(struct buf *b, const struct svg_insert *e)
{
    buf_printf(b, "<" STR_FMT ":" STR_FMT " xmlns:" STR_FMT "=\"", STR_ARG(e->prefix),
               STR_ARG(e->name), STR_ARG(e->prefix));
    xml_put_escaped(b, e->ns);
    if (!str_is_absent(e->verify)) {
        buf_put(b, S("\" verify=\""));
        xml_put_escaped(b, e->verify);
    }
    buf_put(b, S("\">"));
    if (!str_is_absent(e->text))
        put_cdata(b, e->text);
    buf_printf(b, "</" STR_FMT ":" STR_FMT ">", STR_ARG(e->prefix), STR_ARG(e->name));
}

/* The root's start tag with the element behind it. A root without content is
 * opened for it. */
static void put_root(struct buf *b, str tag, const struct svg_insert *e)
{
    bool is_empty = str_ends(tag, S("/>"));

    buf_put(b, is_empty ? str_slice(tag, 0, tag.n - 2) : str_slice(tag, 0, tag.n - 1));
    buf_byte(b, '>');
    put_element(b, e);
    if (is_empty)
        buf_printf(b, "</" STR_FMT ">", STR_ARG(tag_name(tag)));
}

/* What must not stand there twice: the element itself and `without`. */
static void search_all(struct search *s, const struct svg_insert *e)
{
    struct svg_name *names = NEW_ARRAY(s->a, e->without_n + 1, struct svg_name);

    names[0] = (struct svg_name){e->ns, e->name};
    for (size_t i = 0; i < e->without_n; i++)
        names[i + 1] = e->without[i];
    s->names = names;
    s->names_n = e->without_n + 1;
}

code svg_element_put(struct arena *a, str file, const struct svg_insert *e, str *out,
                     struct error *err)
{
    struct search s = {.a = a};
    struct buf b = buf_new(a);

    if (!xml_is_text(e->text) || !xml_is_text(e->verify))
        return fail(err, BAD_INPUT, "badge", "the badge has characters that an SVG picture cannot hold");
    search_all(&s, e);
    TRY(xml_read(a, file, &searching, &s, err));
    buf_put(&b, str_slice(file, 0, s.root_from));
    put_root(&b, str_slice(file, s.root_from, s.root_to), e);
    size_t at = s.root_to;
    for (size_t i = 0; i < s.found.n; i++) {
        buf_put(&b, str_slice(file, at, s.found.items[i].from));
        at = s.found.items[i].to;
    }
    buf_put(&b, str_from(file, at));
    *out = buf_done(&b);
    return OK;
}
