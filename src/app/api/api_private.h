/* api/api_private.h — how a call is described, and what its handler is given. */
#pragma once
#include "app/api/api.h"
#include "app/list/list.h"
#include "app/org/org.h"
#include "app/problem.h"
#include "app/token/token.h"
#include "format/json.h"

/* ---- descriptions: static tables ---- */

enum api_kind {
    API_TEXT, API_INT, API_BOOL, API_TIME, API_DATE, API_EMAIL, API_URL, API_CHOICE, API_BASE64,
    API_WORDS, API_NUMBERS,                      /* texts, whole numbers */
    API_ONE, API_MANY,                           /* `shape`, or a list of it */
};
enum {
    GIVEN = 1,                                   /* only in answers */
    TAKEN = 2,                                   /* only in requests */
    NEEDED = 4,                                  /* must be in a request that makes one */
    ALWAYS = 8,                                  /* in every answer */
    EMPTIES = 16,                                /* null in a change takes it away */
};
struct api_shape;
struct api_field {
    const char *name;
    enum api_kind kind;
    unsigned flags;
    const char *says, *example;                  /* example: as JSON; NULL: none */
    size_t max;                                  /* bytes, items, or value; 0: the usual */
    const char *choices;                         /* "valid|expired" */
    const struct api_shape *shape;
};
struct api_shape { const char *name, *says; const struct api_field *fields; size_t n; };
#define API_SHAPE(shape_name, words, array) {shape_name, words, array, COUNT(array)}
const struct api_field *api_field(const struct api_shape *s, str name);      /* NULL: there is none */

struct api;
typedef code api_fn(struct api *c, struct error *err);
enum api_body { NO_BODY, MAKES, CHANGES, SAYS };     /* SAYS: something to do, as its shape is */
struct api_about {
    const char *id, *tag, *title, *says;         /* "listBadges", "Badges", "Badges of the organisation" */
    const struct api_shape *query, *body, *answer;   /* query: filters; answer NULL: nothing but a status */
    enum api_body takes;
    bool is_list;                                /* answers a page of `answer` */
    bool asks;                                   /* a POST that changes nothing: no transaction, no Idempotency-Key */
    bool fetches;                                /* changes, and fetches what others have: in no transaction around it; what it answered is kept for its Idempotency-Key right after */
    bool is_secret;                              /* its answer is sealed where it is kept */
    const char *file;                            /* "text/csv": the answer is text of that type, and no `answer` */
    int status;                                  /* when it went well; 0: 200 */
    api_fn *run;
};
#define API_ROW(method, path, scope_name, about_row)                           \
    {method, "/api/v1" path, BY_TOKEN, api_handle, NULL, NO_CSRF | NO_SESSION, .scope = scope_name, .about = about_row}
/* A row that tokens for a part of the organisation may call too (enum within). What
 * is IN_LISTS is asked by the handler: api_list, api_may_award. */
#define API_PART(method, path, scope_name, of_what, about_row)                 \
    {method, "/api/v1" path, BY_TOKEN, api_handle, NULL, NO_CSRF | NO_SESSION, .scope = scope_name, .about = about_row, .within = of_what}
void api_handle(struct request *rq, struct response *rs);

/* Every row that programs may call, ends with NULL. */
extern const struct route *const api_tables[];
extern const struct api_shape api_page_shape;    /* after, limit: of every list */

/* ---- one call ---- */

#define API_PAGE_MOST  100
#define API_PAGE_USUAL 25

struct api {
    struct request *rq;
    struct response *rs;
    const struct api_about *about;
    struct app *app;
    struct db *db;
    struct arena *a;
    int64_t org, account;
    const struct json *body;                     /* held against its shape */
    struct buf out;
    struct json_writer w;                        /* the answer */
    /* Of a page. */
    int64_t after, last;                         /* last: row that the next page begins behind */
    int limit;
    bool has_more;
};

/* api_call.c */
int64_t api_id(const struct api *c);             /* {id} of the path */
str api_query(const struct api *c, const char *name);                /* empty: not asked */
int64_t api_query_int(const struct api *c, const char *name);        /* 0: not asked */
/* Cuts what was found to one page. Rows are asked for with limit + 1. */
#define api_cut(c, list)                                                       \
    ((c)->has_more = (list)->n > (size_t)(c)->limit, (list)->n = (c)->has_more ? (size_t)(c)->limit : (list)->n)
/* Before the first item, and after the last. */
void api_open_page(struct api *c);
void api_close_page(struct api *c);
/* A page of a list of the administration, row by row, in the order of its keys: the
 * filters of the call are those of the list. */
MUST_USE code api_list(struct api *c, const struct list_def *def, code (*tell)(struct api *c, int64_t id, struct error *err), struct error *err);
/* The same with another query than the call's. */
MUST_USE code api_list_of(struct api *c, const struct list_def *def, str query, code (*tell)(struct api *c, int64_t id, struct error *err), struct error *err);
/* May the token do that with awards of this badge to that person? `email` empty: to
 * anybody. DENIED: it is for another part of the organisation. */
MUST_USE code api_may_award(struct api *c, enum right right, int64_t badge, str email, struct error *err);
/* The same of what is there already: NOT_FOUND instead. */
MUST_USE code api_sees_award(struct api *c, enum right right, int64_t badge, struct error *err);
bool api_is_narrow(struct api *c, enum right right);
/* Where the new one is. */
void api_made(struct api *c, const char *path, int64_t id);
/* Log entry of this organisation, "badge 7". */
MUST_USE code api_log(struct api *c, const char *what, str subject, str detail, struct error *err);
void api_put_time(struct json_writer *w, const char *name, msec at);     /* 0: left out */
void api_put_date(struct json_writer *w, const char *name, msec at);
void api_put_url(struct api *c, const char *name, str path);

/* api_read.c: members of the body, after it was held against its shape. */
bool api_has(const struct json *v, const char *name);                /* there, null too */
str api_text(const struct json *v, const char *name, str otherwise); /* null: empty */
int64_t api_number(const struct json *v, const char *name, int64_t otherwise);
bool api_truth(const struct json *v, const char *name, bool otherwise);
msec api_moment(const struct json *v, const char *name, msec otherwise); /* of API_TIME and API_DATE */
void api_numbers(struct arena *a, const struct json *v, const char *name, struct id_list *out);
/* All flaws of a value, each with its place. */
void api_check(struct arena *a, const struct api_shape *s, enum api_body takes, const struct json *v,
               struct problem_field_list *flaws);
void api_check_query(struct arena *a, const struct request *rq, const struct api_about *about, struct problem_field_list *flaws);

/* Of one thing, as calls and webhooks tell it. */
MUST_USE code api_tell_badge(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_award(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_person(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_key(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_endorsement(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_list(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_claim(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_application(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_member(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_record(struct api *c, int64_t id, struct error *err);
/* api_work.c: what happens at work, for webhooks alone. */
MUST_USE code api_tell_standing_sum(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_waiver(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_training(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_recognition(struct api *c, int64_t id, struct error *err);
MUST_USE code api_tell_induction(struct api *c, int64_t id, struct error *err);
extern const struct api_shape api_standing_sum_shape, api_waiver_shape, api_training_shape, api_recognition_shape, api_induction_shape;
extern const struct api_shape *const api_work_shapes[];      /* all of these, which no call answers; ends with NULL */
extern const struct api_shape api_award_shape, api_badge_shape, api_person_shape, api_application_shape, api_endorsement_shape, api_key_shape;
extern const struct api_shape api_list_shape, api_claim_shape, api_member_shape, api_record_shape;

/* api_once.c: a request that came before with the same Idempotency-Key. */
struct api_once { int64_t token; str key, hash; };
struct api_kept { int status; str body, location; };
/* `*found`: it was answered, thus. CONFLICT: the key was used for another request. */
MUST_USE code api_once_find(struct db *db, struct arena *a, const struct api_once *o, bool *found, struct api_kept *out, struct error *err);
MUST_USE code api_once_keep(struct db *db, const struct api_once *o, const struct api_kept *k, struct error *err);

/* api_openapi.c: the description of all rows, OpenAPI 3.1. */
str api_document(struct arena *a, str base);
extern const char *const api_methods[];          /* by enum method: "GET" */
/* A request as one might send it; absent: it has no body. */
str api_example(struct arena *a, const struct api_about *about);
/* An answer, or a page of them. */
str api_answer_example(struct arena *a, const struct api_shape *s, bool is_list);

/* api_schema.c: what is sent and answered, as JSON Schema. */
void api_put_ref(struct json_writer *w, const char *where, str name);
void api_open_member(struct json_writer *w, const char *name);
/* Member "schema" of a filter or of a part of the path. */
void api_put_parameter_schema(struct json_writer *w, const struct api_field *f);
/* What the schema of a call's body is called. */
str api_body_name(struct arena *a, const struct api_about *about);
/* All that the rows of the tables, the last of which is NULL, take and answer. */
void api_put_schemas(struct json_writer *w, const struct route *const *tables);

/* api_messages.c */
void api_put_messages(struct json_writer *w);
struct hook_event;
str api_message_example(struct arena *a, const struct hook_event *e);     /* of a webhook */
/* Statuses that the call may answer with besides success. */
struct api_failure { int status; const char *name, *says; };
