/* badge/compose.h — a new badge from what is at hand where no server keeps
 * fields: an Achievement and a Profile as JSON, an address, a few dates. */
#pragma once
#include "badge/badge.h"

struct composition {
    str achievement;                             /* OB 3.0 Achievement as JSON */
    str issuer;                                  /* OB 3.0 Profile as JSON; absent: none yet */
    str recipient;                               /* e-mail address, http(s) URL or DID */
    str salt;                                    /* of the hashed address; absent: random */
    bool is_plain;                               /* the address is not hashed */
    str id;                                      /* absent: a new urn:uuid */
    str valid_from, valid_until;                 /* RFC 3339; absent: now, without end */
    str name, narrative, evidence, refresh;      /* evidence and refresh: URLs; may be absent */
};

/* BAD_INPUT: `err->where` is the member of `in`, or a place in its JSON. */
MUST_USE code compose(struct arena *a, const struct composition *in, struct badge *out,
                      struct error *err);
/* A signed endorsement is put where what it is about stands in the badge:
 * achievement, issuer, award or recipient. BAD_INPUT: it is about none. */
MUST_USE code compose_endorsement(struct arena *a, str signed_endorsement, struct badge *b,
                                  struct error *err);
/* ecdsa-sd-2023: JSON pointers of what it is no badge without. */
struct str_list compose_mandatory(struct arena *a, const struct badge *b);
/* "urn:uuid:…", version 4 of RFC 9562. */
str compose_new_id(struct arena *a);
