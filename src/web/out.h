/* web/out.h — what compiled templates write to. The place in the HTML picks
 * the escaping; there is no way to write raw text from a value. */
#pragma once
#include "base/clock.h"
#include "base/str.h"

struct page;                                     /* web/page.h: what every page shows */

struct out {
    struct buf buf;
    const struct page *page;                     /* never NULL in a page template */
};

/* Values that templates print get their format from their type. */
typedef struct out_date { msec t; } out_date;    /* "24 Nov 2026" in a <time> element (text only) */
typedef struct out_time { msec t; } out_time;    /* "24 Nov 2026, 03:46 UTC" in a <time> element */
typedef struct out_markdown { str source; } out_markdown; /* CommonMark, no raw HTML, links http(s)/mailto */
static inline out_date as_date(msec t) { return (out_date){t}; }
static inline out_time as_time(msec t) { return (out_time){t}; }
static inline out_markdown as_markdown(str s) { return (out_markdown){s}; }

void out_lit(struct out *o, const char *html, size_t n); /* template's own text only */

void out_text_str(struct out *o, str s);
void out_text_cstr(struct out *o, const char *s);
void out_text_int(struct out *o, int64_t v);     /* grouped: 1,204 */
void out_text_date(struct out *o, out_date d);
void out_text_time(struct out *o, out_time t);
str out_day_said(struct arena *a, msec t);             /* the same as this thread speaks (base/words.h) */
str out_day_words(struct arena *a, str lang, msec t);  /* "24 Nov 2026", where there is no HTML */
void out_text_markdown(struct out *o, out_markdown m);

/* In text between tags. */
#define out_text(o, v)                                                         \
    _Generic((v), str: out_text_str, char *: out_text_cstr, const char *: out_text_cstr, \
             out_date: out_text_date, out_time: out_text_time,                 \
             out_markdown: out_text_markdown, default: out_text_int)((o), (v))

void out_attr_str(struct out *o, str s);
void out_attr_cstr(struct out *o, const char *s);
void out_attr_int(struct out *o, int64_t v);     /* plain digits */
void out_attr_date(struct out *o, out_date d);   /* YYYY-MM-DD */

/* In a double-quoted attribute that is not an address. */
#define out_attr(o, v)                                                         \
    _Generic((v), str: out_attr_str, char *: out_attr_cstr, const char *: out_attr_cstr, \
             out_date: out_attr_date, default: out_attr_int)((o), (v))

/* In href, src, action, formaction, poster, hx-get, hx-post, cite, data: a hole that makes
 * up the start of the address may only be http, https, mailto, a path or a
 * fragment (anything else becomes "#"); a hole behind a literal start is
 * percent-encoded as one path segment or query value. */
void out_url_str(struct out *o, str s);
void out_url_cstr(struct out *o, const char *s);
#define out_url(o, v)                                                          \
    _Generic((v), str: out_url_str, char *: out_url_cstr, const char *: out_url_cstr)((o), (v))
void out_urlpart_str(struct out *o, str s);
void out_urlpart_cstr(struct out *o, const char *s);
void out_urlpart_int(struct out *o, int64_t v);
#define out_urlpart(o, v)                                                      \
    _Generic((v), str: out_urlpart_str, char *: out_urlpart_cstr,              \
             const char *: out_urlpart_cstr, default: out_urlpart_int)((o), (v))

/* JSON that was written by a writer of ours, in a script of data: what could end
 * the script there is escaped as JSON has it. */
void out_json(struct out *o, str json);
/* Hidden input with the request's CSRF token. */
void out_csrf(struct out *o);
/* Address of an embedded asset with its content hash: asset("css/lapel.css"). */
void out_asset(struct out *o, const char *name);
/* <svg class="icon"><use .../></svg> from the icon sprite; decorative. */
void out_icon(struct out *o, const char *name);
/* A message of the reader's language with {names} filled in; `args` are pairs
 * name, value (both str), values escaped for text or attribute. */
void out_message(struct out *o, bool in_attribute, const char *english,
                 const str *args, size_t n_pairs);
/* The argument of a message as text: used by generated code for {{t}}. */
str out_str_of_int(struct out *o, int64_t v);
static inline str out_arg_str(struct out *o, str s) { (void)o; return s; }
static inline str out_arg_cstr(struct out *o, const char *s) { (void)o; return cstr(s); }
#define out_arg(o, v)                                                          \
    _Generic((v), str: out_arg_str, char *: out_arg_cstr, const char *: out_arg_cstr, \
             default: out_str_of_int)((o), (v))

/* For the other writers of HTML in this layer: escaping into a plain buffer,
 * and the question that out_url asks. */
void out_escape(struct buf *b, str s);
void out_escape_url(struct buf *b, str s);
bool out_is_safe_url(str s);
