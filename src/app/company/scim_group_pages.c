/* company/scim_group_pages.c — SCIM as it is spoken, about groups. Members may be
 * many, so that who does not want them asks without ("excludedAttributes=members"),
 * and a change answers that it was done and nothing more. */
#include "app/company/scim_private.h"

#define MEMBERS_SHOWN 50000                      /* of all groups of one page */

static str group_url(struct request *rq, int64_t id)
{
    return app_url(rq->arena, app_of(rq), str_printf(rq->arena, "/scim/v2/Groups/%lld", (long long)id));
}

static bool names_members(str names)
{
    str one;

    while (str_cut(&names, ',', &one)) {
        one = str_trim(one);
        if (str_eq_nocase(one, S("members")) || str_starts(one, S("members.")))
            return true;
    }
    return false;
}

/* RFC 7644 §3.9 */
static bool wants_members(const struct request *rq)
{
    str only = request_query(rq, "attributes");

    return !names_members(request_query(rq, "excludedAttributes")) && (str_is_empty(only) || names_members(only));
}

static code put_members(struct request *rq, struct json_writer *w, int64_t group, struct error *err)
{
    struct scim_named_list all = {0};

    TRY(scim_group_members(rq->db, rq->arena, group, &all, err));
    json_put_key(w, "members");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++)
        scim_put_named(rq, w, "/scim/v2/Users/", &all.items[i]);
    json_close_array(w);
    return OK;
}

static code put_group(struct request *rq, struct json_writer *w, const struct scim_group_row *row, bool with_members, struct error *err)
{
    json_open_object(w);
    json_put_key(w, "schemas");
    json_put_text(w, S("[\"" GROUP_SCHEMA "\"]"));
    json_put_member(w, "id", str_printf(rq->arena, "%lld", (long long)row->id));
    if (row->external_id.n)
        json_put_member(w, "externalId", row->external_id);
    json_put_member(w, "displayName", row->name);
    if (with_members)
        TRY(put_members(rq, w, row->id, err));
    scim_put_meta(rq, w, &(struct scim_meta){"Group", group_url(rq, row->id), row->version, row->created, row->changed});
    json_close_object(w);
    return OK;
}

static void send_group(struct request *rq, struct response *rs, int status, int64_t id)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct scim_group_row row;
    struct error err = {0};
    code c = scim_group_get(rq->db, rq->arena, rq->org, id, &row, &err);

    if (c == OK)
        c = put_group(rq, &w, &row, wants_members(rq), &err);
    if (c == OK)
        scim_send_made(rq, rs, &(struct scim_made){status, group_url(rq, id), row.version}, buf_done(&b));
    else
        scim_refuse(rq, rs, &err);
}

/* What does not exist yet has no number and no version to hold it against. */
static code make_group(struct request *rq, int64_t *id, struct error *err)
{
    struct scim_call c;

    TRY(scim_read_call(rq, &c, err));
    c.id = 0;
    c.if_match = 0;
    return scim_group_make(rq->db, rq->arena, &c, id, err);
}

static void groups_make(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t id;

    if (make_group(rq, &id, &err) != OK)
        scim_refuse(rq, rs, &err);
    else
        send_group(rq, rs, 201, id);
}

static void groups_get(struct request *rq, struct response *rs)
{
    send_group(rq, rs, 200, request_param_int(rq, "id"));
}

static void groups_replace(struct request *rq, struct response *rs)
{
    struct scim_call c;
    struct error err = {0};

    if (scim_read_call(rq, &c, &err) != OK || scim_group_replace(rq->db, rq->arena, &c, &err) != OK)
        scim_refuse(rq, rs, &err);
    else
        send_group(rq, rs, 200, c.id);
}

/* RFC 7644 §3.5.2: 204 where nobody asked for attributes. */
static void groups_patch(struct request *rq, struct response *rs)
{
    struct scim_group_row row;
    struct scim_call c;
    struct error err = {0};

    if (scim_read_call(rq, &c, &err) != OK || scim_group_change(rq->db, rq->arena, &c, &err) != OK ||
        scim_group_get(rq->db, rq->arena, rq->org, c.id, &row, &err) != OK) {
        scim_refuse(rq, rs, &err);
        return;
    }
    if (!str_is_empty(request_query(rq, "attributes"))) {
        send_group(rq, rs, 200, c.id);
        return;
    }
    response_header(rs, "ETag", scim_tag(rq->arena, row.version));
    scim_send_nothing(rq, rs);
}

static void groups_remove(struct request *rq, struct response *rs)
{
    struct scim_call c;
    struct error err = {0};

    if (scim_read_call(rq, &c, &err) != OK || scim_group_remove(rq->db, rq->arena, &c, &err) != OK)
        scim_refuse(rq, rs, &err);
    else
        scim_send_nothing(rq, rs);
}

/* A page ends before its groups have more members than an answer should; the next
 * one begins there. */
static size_t shown_of(const struct scim_groups *found, bool with_members)
{
    int64_t people = 0;

    for (size_t i = 0; i < found->rows.n; i++) {
        people += found->rows.items[i].people;
        if (with_members && i > 0 && people > MEMBERS_SHOWN)
            return i;
    }
    return found->rows.n;
}

static void groups_find(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct scim_question q = scim_question_of(rq);
    struct scim_groups found;
    struct error err = {0};
    code c = scim_group_find(rq->db, rq->arena, &q, &found, &err);
    bool with_members = wants_members(rq);
    size_t shown = shown_of(&found, with_members);

    scim_open_list(&w, found.total, &q, shown);
    for (size_t i = 0; c == OK && i < shown; i++)
        c = put_group(rq, &w, &found.rows.items[i], with_members, &err);
    json_close_array(&w);
    json_close_object(&w);
    if (c == OK)
        scim_send(rq, rs, 200, buf_done(&b));
    else
        scim_refuse(rq, rs, &err);
}

const struct route scim_group_routes[] = {
    {GET,    "/scim/v2/Groups", BY_TOKEN, groups_find, NULL, NO_CSRF, .scope = "scim"},
    {POST,   "/scim/v2/Groups", BY_TOKEN, groups_make, NULL, NO_CSRF, .scope = "scim"},
    {GET,    "/scim/v2/Groups/{id}", BY_TOKEN, groups_get, NULL, NO_CSRF, .scope = "scim"},
    {PUT,    "/scim/v2/Groups/{id}", BY_TOKEN, groups_replace, NULL, NO_CSRF, .scope = "scim"},
    {PATCH,  "/scim/v2/Groups/{id}", BY_TOKEN, groups_patch, NULL, NO_CSRF, .scope = "scim"},
    {DELETE, "/scim/v2/Groups/{id}", BY_TOKEN, groups_remove, NULL, NO_CSRF, .scope = "scim"},
    {0},
};
