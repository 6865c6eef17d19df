/* web/markdown.c — cmark reads, we write: its tree is walked and each node
 * printed through our own escaping, so that nothing cmark passes through can
 * reach the page. cmark allocates from the thread's scratch arena. */
#include "web/markdown.h"
#include <cmark.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include "base/uri.h"
#include "web/out.h"
#include "web/scratch.h"

#define MAX_SOURCE ((size_t)64 << 10)
#define MAX_DEPTH  100                           /* of open elements; deeper ones are not written */

/* cmark's allocator has no context argument. */
static _Thread_local struct arena *cmark_arena;

struct block { _Alignas(max_align_t) size_t size; };

static void *take(size_t count, size_t size)
{
    size_t bytes = count * size;
    struct block *b = arena_alloc(cmark_arena, 1, sizeof *b + bytes);

    b->size = bytes;
    return b + 1;
}

static void *take_more(void *old, size_t size)
{
    struct block *b = old ? (struct block *)old - 1 : NULL;

    if (b && size <= b->size)
        return old;
    void *p = take(1, size);
    return b ? memcpy(p, old, b->size) : p;
}

static void give_back(void *p)
{
    (void)p;
}

static cmark_mem allocator = {take, take_more, give_back};

/* Writing. */

struct writer {
    struct buf *b;
    unsigned depth;
};

static str literal(cmark_node *n)
{
    return cstr(cmark_node_get_literal(n));
}

static bool is_allowed_link(str url)
{
    return out_is_safe_url(url) &&
           (uri_is_http(url) || str_eq_nocase(str_slice(url, 0, 7), S("mailto:")));
}

static void write_link(struct writer *w, cmark_node *n, bool entering)
{
    str url = cstr(cmark_node_get_url(n));
    struct uri u;

    if (!is_allowed_link(url))
        return;
    if (entering) {
        buf_putz(w->b, "<a href=\"");
        out_escape_url(w->b, url);
        buf_putz(w->b, "\" rel=\"nofollow noopener\">");
        return;
    }
    buf_putz(w->b, "</a>");
    if (uri_parse(url, &u, NULL) == OK && !str_is_empty(u.host)) {
        buf_putz(w->b, " <span class=\"link-host\">(");
        out_escape(w->b, u.host);
        buf_putz(w->b, ")</span>");
    }
}

static void write_heading(struct writer *w, cmark_node *n, bool entering)
{
    int level = cmark_node_get_heading_level(n) + 2;

    buf_printf(w->b, entering ? "<h%d>" : "</h%d>\n", level > 6 ? 6 : level);
}

static void write_list(struct writer *w, cmark_node *n, bool entering)
{
    bool ordered = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST;
    int start = cmark_node_get_list_start(n);

    if (!entering)
        buf_putz(w->b, ordered ? "</ol>\n" : "</ul>\n");
    else if (ordered && start != 1)
        buf_printf(w->b, "<ol start=\"%d\">\n", start);
    else
        buf_putz(w->b, ordered ? "<ol>\n" : "<ul>\n");
}

static bool is_tight_paragraph(cmark_node *n)
{
    cmark_node *item = cmark_node_parent(n);
    cmark_node *list = item ? cmark_node_parent(item) : NULL;

    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static void write_pair(struct writer *w, bool entering, const char *open, const char *close)
{
    buf_putz(w->b, entering ? open : close);
}

static void write_node(struct writer *w, cmark_node *n, bool entering)
{
    switch (cmark_node_get_type(n)) {
    case CMARK_NODE_BLOCK_QUOTE:
        write_pair(w, entering, "<blockquote>\n", "</blockquote>\n");
        break;
    case CMARK_NODE_LIST:
        write_list(w, n, entering);
        break;
    case CMARK_NODE_ITEM:
        write_pair(w, entering, "<li>", "</li>\n");
        break;
    case CMARK_NODE_CODE_BLOCK:
        buf_putz(w->b, "<pre><code>");
        out_escape(w->b, literal(n));
        buf_putz(w->b, "</code></pre>\n");
        break;
    case CMARK_NODE_PARAGRAPH:
        if (!is_tight_paragraph(n))
            write_pair(w, entering, "<p>", "</p>\n");
        break;
    case CMARK_NODE_HEADING:
        write_heading(w, n, entering);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        buf_putz(w->b, "<hr>\n");
        break;
    case CMARK_NODE_TEXT:
        out_escape(w->b, literal(n));
        break;
    case CMARK_NODE_SOFTBREAK:
        buf_byte(w->b, '\n');
        break;
    case CMARK_NODE_LINEBREAK:
        buf_putz(w->b, "<br>\n");
        break;
    case CMARK_NODE_CODE:
        buf_putz(w->b, "<code>");
        out_escape(w->b, literal(n));
        buf_putz(w->b, "</code>");
        break;
    case CMARK_NODE_EMPH:
        write_pair(w, entering, "<em>", "</em>");
        break;
    case CMARK_NODE_STRONG:
        write_pair(w, entering, "<strong>", "</strong>");
        break;
    case CMARK_NODE_LINK:
        write_link(w, n, entering);
        break;
    default:                                     /* document, raw HTML; a picture's text is its children */
        break;
    }
}

/* Those that the iterator enters and never leaves. */
static bool is_leaf(cmark_node *n)
{
    switch (cmark_node_get_type(n)) {
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_THEMATIC_BREAK:
    case CMARK_NODE_TEXT:
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
    case CMARK_NODE_CODE:
    case CMARK_NODE_HTML_INLINE:
        return true;
    default:
        return false;
    }
}

/* Leaves are always written, so that no text is lost; elements only down to
 * MAX_DEPTH. Entering and leaving meet the same depth, so tags balance. */
static void write_tree(struct writer *w, cmark_node *root)
{
    cmark_iter *it = cmark_iter_new(root);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *n = cmark_iter_get_node(it);
        bool entering = event == CMARK_EVENT_ENTER;
        if (!entering)
            w->depth--;
        if (is_leaf(n) || w->depth < MAX_DEPTH)
            write_node(w, n, entering);
        if (entering && !is_leaf(n))
            w->depth++;
    }
}

static void give_up(void *env)
{
    longjmp(*(jmp_buf *)env, 1);
}

static str render(struct arena *a, str source)
{
    struct buf html = buf_new(a);
    struct writer w = {.b = &html};

    cmark_arena = a;
    cmark_parser *p = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &allocator);
    cmark_parser_feed(p, source.p ? source.p : "", source.n);
    write_tree(&w, cmark_parser_finish(p));
    return buf_done(&html);
}

static void write_plain(struct buf *b, str source)
{
    buf_putz(b, "<pre class=\"plain\">");
    out_escape(b, source);
    buf_putz(b, "</pre>\n");
}

void markdown_write(struct buf *b, str source)
{
    struct arena *a = scratch_open();
    jmp_buf env;

    if (source.n > MAX_SOURCE || setjmp(env)) {
        write_plain(b, source);
        return;
    }
    arena_on_full(a, give_up, &env);
    str html = render(a, source);
    arena_on_full(a, NULL, NULL);
    buf_put(b, html);
}
