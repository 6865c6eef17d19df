/* tmplc.h — the parts of the template compiler.
 *
 * A template is HTML with holes and directives; it becomes C functions that
 * write to a `struct out` (web/out.h). The compiler follows the HTML closely
 * enough to know in which place each hole stands: the place picks the
 * escaping, and where no escaping would be safe the build stops.
 *
 *   {% include "app/award/award_pages.h" %}
 *   {% template award_list(const struct award_list *m) layout=admin %} … {% end %}
 *   {% partial badge_card(const struct badge_card *c) %} … {% end %}
 *   {% layout admin %} … {% content %} … {% end %}      may itself have layout=
 *   {{expr}}                       a C expression, escaped by place and type
 *   {{t "English with {name}" name=expr}}               translated
 *   {% for row in list %} … {% else %} … {% end %}      `row` points to the item, loop_row counts from 1
 *   {% if expr %} … {% elif expr %} … {% else %} … {% end %}
 *   {% set type name = expr %}     {% use badge_card(&expr) %}
 *   {% csrf %}  {% asset "css/lapel.css" %}  {% icon "award" %}  {# comment #}
 *
 * `page` is the request's struct page (web/page.h) everywhere. */
#pragma once
#include "base/arena.h"
#include "base/list.h"
#include "base/str.h"

/* ---- source.c: the file and how far it was read ---- */
struct source {
    const char *path;
    str text;
    size_t at;
    int line;
};

/* Prints `path:line: error: sentence` and ends the program with status 1. */
_Noreturn void complain(const struct source *s, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

bool at_end(const struct source *s);
char look(const struct source *s, size_t ahead);         /* NUL behind the end */
bool looking_at(const struct source *s, const char *z);
bool looking_at_code(const struct source *s);            /* {{ or {% or {# */
str  advance(struct source *s, size_t n);                /* what was passed */
bool is_space(char c);
bool is_word(char c);                                    /* letter, digit, _ */
/* Takes "{{ … }}" or "{% … %}" and gives the trimmed middle. Closers inside C
 * strings and character constants do not count. */
str  take_code(struct source *s, const char *close);
void take_comment(struct source *s);
void take_comments_and_space(struct source *s);
/* Takes a leading word off `*text`; empty when there is none. */
str  cut_word(str *text);
/* Length of the C string or character constant at the start, 0 when there is none. */
size_t c_literal_length(str text);

/* ---- html.c: where in the HTML we are ---- */
enum place { IN_TEXT, IN_TAG, IN_VALUE };
enum begun { EMPTY, BEGUN, DEPENDS };            /* what stands in an address so far */
enum space { NO_SPACE, BLANK, NEWLINE };         /* seen in text, not written yet */
enum attr_kind { PLAIN_ATTR, ADDRESS_ATTR, CLOSED_ATTR }; /* closed: no hole is safe in it */

struct open_tag { str name; int line; };

struct html {
    enum place place;
    str tag, attr;                               /* current, in IN_TAG and IN_VALUE */
    bool is_data;                                /* the script that opens is JSON, which nothing runs */
    int tag_line;
    enum attr_kind attr_kind;
    enum begun begun;
    enum space space;
    LIST(struct open_tag) open;
    size_t floor;                                /* tags below belong to the outside of a branch */
    enum place floor_place;
};

/* ---- emit.c: C text ---- */
struct emit {
    struct buf code, literal;
    int depth;
};

/* ---- message.c: what translators get ---- */
struct message { str english; const char *path; int line; };
LIST_OF(messages, struct message);

enum frame_kind { FRAME_IF, FRAME_FOR };
struct frame {
    enum frame_kind kind;
    int line, id;
    bool has_else;
    struct html outside;                         /* as it was at the opening directive */
    bool some_empty, some_begun;                 /* over the branches so far */
};

struct section {                                 /* a template, a partial or a layout */
    str kind, name, params, layout;
    int line;
    bool has_content;
};

/* ---- section.c ---- */
struct section read_section(const struct source *s, str kind, str rest, int line);
str  read_include(const struct source *s, str rest, int line);
str  cut_brackets(const struct source *s, str *rest, int line); /* "(a, b) rest": gives "a, b" */
bool has_word(str text, str word);

/* ---- compile.c ---- */
struct unit {
    struct arena *a;
    struct source src;
    struct html html;
    struct emit out;
    struct messages *messages;
    LIST(struct frame) frames;
    struct section section;
    struct str_list includes;
    int next_id;
    bool section_open;
};

void html_step(struct unit *u);                  /* reads at least one byte of literal HTML */
void html_flush_space(struct unit *u);
bool html_keeps_space(const struct unit *u);     /* inside pre or textarea */
bool html_is_plain_text(const struct unit *u);   /* inside title, textarea or a script of data: no elements */
const char *html_writer(struct unit *u, int line); /* "out_text", "out_attr", …; complains if no hole is safe */
void html_check_balanced(struct unit *u, int line, const char *before);

void emit_literal(struct unit *u, str html);
void emit_code(struct unit *u, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
void emit_flush(struct unit *u);
str  c_quoted(struct arena *a, str text);        /* as a C string, quotes included */
void emit_file_head(struct unit *u, struct buf *to);

bool is_message(str hole);                       /* does a hole begin like {{t "…" */
void compile_message(struct unit *u, str hole, int line);
void messages_write(const struct messages *m, struct buf *to); /* a gettext template */

/* The whole file as C. */
str compile_file(struct arena *a, const char *path, str text, struct messages *messages);

/* ---- header.c: all prototypes, without looking into the bodies ---- */
struct header_file { const char *path; str text; };
str  header_write(struct arena *a, const struct header_file *files, size_t n);
/* "void tmpl_x(struct out *o, const struct x *m)"; a layout has two. */
void prototype_write(struct buf *b, const struct section *s, const char *layout_half);
