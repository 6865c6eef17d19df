/* layout/share.h — how a page of ours is carried to others: what is pasted into
 * another site, oEmbed for who makes that of an address, links to networks. Nothing
 * of any network is loaded here. */
#pragma once
#include "app/app.h"

/* ---- into other sites' pages ---- */

/* A small page of ours for a frame: its row is EMBEDDABLE. */
struct embed { str address, title; int width, height; };      /* address: absolute */
/* <iframe …>, to be copied. */
str embed_snippet(struct arena *a, const struct embed *e);

/* What oEmbed 1.0 §2.3 answers of one of our addresses ("rich"). */
#define OEMBED_THUMBNAIL 600                     /* pixels, both ways */
struct oembed { struct embed embed; str title, author, thumbnail; };  /* author, thumbnail (absolute) may be absent */
typedef code oembed_fn(struct request *rq, str rest, struct oembed *out, struct error *err);
/* Given once at start: who answers for addresses that begin so ("/h/"); `rest` is
 * what follows. At most 16. */
void oembed_serve(const char *prefix, oembed_fn *answer);
/* NOT_FOUND: nobody answers for this path, or there is no such thing to see. */
MUST_USE code oembed_find(struct request *rq, str path, struct oembed *out, struct error *err);
str oembed_json(struct arena *a, const struct app *app, const struct oembed *o);
/* The discovery address of a page; absolute. */
str oembed_address(struct arena *a, const struct app *app, str page);

/* ---- to networks ---- */

struct share_link { const char *name; str href; };
LIST_OF(share_link_list, struct share_link);
/* Plain links that take an address: LinkedIn, Facebook, Mastodon …, a mail. */
void share_links(struct arena *a, str address, str title, struct share_link_list *out);

/* LinkedIn's "add to profile" takes its fields from the address. */
struct certification { str name, organisation, address, id; msec issued, expires; };   /* 0: none */
str linkedin_certification(struct arena *a, const struct certification *c);
