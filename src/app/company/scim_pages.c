/* company/scim_pages.c — SCIM as it is spoken, about users: requests into calls,
 * results and errors into its documents. */
#include "app/company/scim_private.h"

#include "format/scim_filter.h"

/* ---- users ---- */

static str user_url(struct request *rq, int64_t id)
{
    return app_url(rq->arena, app_of(rq), str_printf(rq->arena, "/scim/v2/Users/%lld", (long long)id));
}

static code put_groups(struct request *rq, struct json_writer *w, int64_t user, struct error *err)
{
    struct scim_named_list groups = {0};

    TRY(scim_groups_of(rq->db, rq->arena, user, &groups, err));
    if (groups.n == 0)
        return OK;
    json_put_key(w, "groups");
    json_open_array(w);
    for (size_t i = 0; i < groups.n; i++)
        scim_put_named(rq, w, "/scim/v2/Groups/", &groups.items[i]);
    json_close_array(w);
    return OK;
}

/* What the client said, with what is ours around it. */
static code put_user(struct request *rq, struct json_writer *w, const struct scim_row *row, struct error *err)
{
    const struct json *body;

    TRY(json_parse(rq->arena, row->body, NULL, &body, err));
    json_open_object(w);
    json_put_member(w, "id", str_printf(rq->arena, "%lld", (long long)row->id));
    json_put_key(w, "schemas");
    json_put_text(w, scim_member(body, S(ENTERPRISE_SCHEMA)) ? S("[\"" USER_SCHEMA "\",\"" ENTERPRISE_SCHEMA "\"]") : S("[\"" USER_SCHEMA "\"]"));
    for (size_t i = 0; i < json_count(body); i++) {
        str key = json_key(body, i);
        if (str_eq_nocase(key, S("schemas")) || str_eq_nocase(key, S("id")) || str_eq_nocase(key, S("meta")))
            continue;
        json_put_key_str(w, key);
        json_put_value(w, json_value(body, i));
    }
    TRY(put_groups(rq, w, row->id, err));
    scim_put_meta(rq, w, &(struct scim_meta){"User", user_url(rq, row->id), row->version, row->created, row->changed});
    json_close_object(w);
    return OK;
}

static void send_user(struct request *rq, struct response *rs, int status, int64_t id)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct scim_row row;
    struct error err = {0};
    code c = scim_user_get(rq->db, rq->arena, rq->org, id, &row, &err);

    if (c == OK)
        c = put_user(rq, &w, &row, &err);
    if (c == OK)
        scim_send_made(rq, rs, &(struct scim_made){status, user_url(rq, id), row.version}, buf_done(&b));
    else
        scim_refuse(rq, rs, &err);
}

/* What does not exist yet has no number and no version to hold it against. */
static code make_user(struct request *rq, int64_t *id, struct error *err)
{
    struct scim_call c;

    TRY(scim_read_call(rq, &c, err));
    c.id = 0;
    c.if_match = 0;
    return scim_user_make(rq->db, rq->arena, &c, id, err);
}

static void users_make(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t id;

    if (make_user(rq, &id, &err) != OK)
        scim_refuse(rq, rs, &err);
    else
        send_user(rq, rs, 201, id);
}

static void users_get(struct request *rq, struct response *rs)
{
    send_user(rq, rs, 200, request_param_int(rq, "id"));
}

typedef code change_fn(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);

static void change(struct request *rq, struct response *rs, change_fn *fn)
{
    struct scim_call c;
    struct error err = {0};

    if (scim_read_call(rq, &c, &err) != OK || fn(rq->db, rq->arena, &c, &err) != OK)
        scim_refuse(rq, rs, &err);
    else
        send_user(rq, rs, 200, c.id);
}

static void users_replace(struct request *rq, struct response *rs) { change(rq, rs, scim_user_replace); }
static void users_patch(struct request *rq, struct response *rs) { change(rq, rs, scim_user_patch); }

static void users_remove(struct request *rq, struct response *rs)
{
    struct scim_call c;
    struct error err = {0};

    if (scim_read_call(rq, &c, &err) != OK || scim_user_remove(rq->db, rq->arena, &c, &err) != OK) {
        scim_refuse(rq, rs, &err);
        return;
    }
    scim_send_nothing(rq, rs);
}

static void users_find(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct scim_question q = scim_question_of(rq);
    struct scim_found found;
    struct error err = {0};
    code c = scim_user_find(rq->db, rq->arena, &q, &found, &err);

    scim_open_list(&w, found.total, &q, found.rows.n);
    for (size_t i = 0; c == OK && i < found.rows.n; i++)
        c = put_user(rq, &w, &found.rows.items[i], &err);
    json_close_array(&w);
    json_close_object(&w);
    if (c == OK)
        scim_send(rq, rs, 200, buf_done(&b));
    else
        scim_refuse(rq, rs, &err);
}

const struct route scim_routes[] = {
    {GET,    "/scim/v2/Users", BY_TOKEN, users_find, NULL, NO_CSRF, .scope = "scim"},
    {POST,   "/scim/v2/Users", BY_TOKEN, users_make, NULL, NO_CSRF, .scope = "scim"},
    {GET,    "/scim/v2/Users/{id}", BY_TOKEN, users_get, NULL, NO_CSRF, .scope = "scim"},
    {PUT,    "/scim/v2/Users/{id}", BY_TOKEN, users_replace, NULL, NO_CSRF, .scope = "scim"},
    {PATCH,  "/scim/v2/Users/{id}", BY_TOKEN, users_patch, NULL, NO_CSRF, .scope = "scim"},
    {DELETE, "/scim/v2/Users/{id}", BY_TOKEN, users_remove, NULL, NO_CSRF, .scope = "scim"},
    {0},
};
