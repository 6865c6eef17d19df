/* api/api_records.c — learner records (CLR 2.0) of a person: made, found, taken away. */
#include "app/api/api_private.h"

#include "app/record/record.h"

static const struct api_field record_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the record.", "6"},
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"name", API_TEXT, NEEDED | ALWAYS, "What it is called.", "\"Safety at work, 2026\"", .max = RECORD_NAME_MOST},
    {"badges", API_NUMBERS, TAKEN, "Only awards of these badges; not said: of every one.", NULL, .max = RECORD_AWARDS},
    {"awards", API_INT, GIVEN | ALWAYS, "How many awards are in it.", "4"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Is it at its address?", "\"there\"", .choices = "there|removed"},
    {"credentialUrl", API_URL, GIVEN | ALWAYS, "The ClrCredential, and a page for people.", "\"https://badges.example.org/records/xyz\""},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was signed.", NULL},
};
const struct api_shape api_record_shape = API_SHAPE("LearnerRecord", "Awards of one person under one signature (ClrCredential of CLR 2.0).", record_fields);

static void put_record(struct api *c, const struct record *r)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", r->id);
    json_put_member_int(&c->w, "person", r->person);
    json_put_member(&c->w, "name", r->name);
    json_put_member_int(&c->w, "awards", r->awards);
    json_put_member(&c->w, "state", r->removed ? S("removed") : S("there"));
    api_put_url(c, "credentialUrl", str_join(c->a, S("/records/"), r->public_id));
    api_put_time(&c->w, "createdAt", r->created);
    json_close_object(&c->w);
}

code api_tell_record(struct api *c, int64_t id, struct error *err)
{
    struct record r;

    TRY(record_get(c->db, c->a, c->org, id, &r, err));
    put_record(c, &r);
    return OK;
}

static code show_record(struct api *c, struct error *err)
{
    return api_tell_record(c, api_id(c), err);
}

/* There are few: the page is cut out of all of them. */
static code list_records(struct api *c, struct error *err)
{
    struct record_list all = {0}, found = {0};

    TRY(record_find(c->db, c->a, c->org, api_id(c), &all, err));
    for (size_t i = 0; i < all.n; i++)
        if ((c->after == 0 || all.items[i].id < c->after) && found.n <= (size_t)c->limit)
            *list_add(c->a, &found) = all.items[i];
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        put_record(c, &found.items[i]);
        c->last = found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

static code make_record(struct api *c, struct error *err)
{
    struct record_ask q = {.org = c->org, .person = api_id(c), .by = c->account, .name = api_text(c->body, "name", S(""))};
    int64_t id = 0;

    api_numbers(c->a, c->body, "badges", &q.badges);
    TRY(record_make(c->app, c->db, c->a, &q, &id, err));
    api_made(c, "records", id);
    return api_tell_record(c, id, err);
}

static code set_removed(struct api *c, bool removed, struct error *err)
{
    return record_set_removed(c->db, c->a, &(struct record_act){c->org, api_id(c), c->account, removed}, err);
}

static code remove_record(struct api *c, struct error *err)
{
    return set_removed(c, true, err);
}

static code restore_record(struct api *c, struct error *err)
{
    TRY(set_removed(c, false, err));
    return api_tell_record(c, api_id(c), err);
}

#define TAG .tag = "Learner records"
static const struct api_about list_about = {
    .id = "listRecords", TAG, .title = "Records of a person", .says = "The newest first; removed ones too.", .answer = &api_record_shape, .is_list = true, .run = list_records};
static const struct api_about make_about = {
    .id = "createRecord", TAG, .title = "Make a learner record",
    .says = "What the person holds now that is valid, each award as it was signed, with how the badges stand to each other. It stays as it is; what comes later needs another one.",
    .body = &api_record_shape, .takes = MAKES, .answer = &api_record_shape, .status = 201, .run = make_record};
static const struct api_about show_about = {.id = "getRecord", TAG, .title = "One record", .says = "The document itself is at its credentialUrl.", .answer = &api_record_shape, .run = show_record};
static const struct api_about remove_about = {
    .id = "removeRecord", TAG, .title = "Remove a record", .says = "From its address. Who has a copy keeps it; its awards stay.", .status = 204, .run = remove_record};
static const struct api_about restore_about = {.id = "restoreRecord", TAG, .title = "Put a record back", .says = "At its address.", .answer = &api_record_shape, .run = restore_record};

const struct route api_record_routes[] = {
    API_ROW(GET, "/people/{id}/records", "awards:read", &list_about),
    API_ROW(POST, "/people/{id}/records", "awards:write", &make_about),
    API_ROW(GET, "/records/{id}", "awards:read", &show_about),
    API_ROW(DELETE, "/records/{id}", "awards:write", &remove_about),
    API_ROW(POST, "/records/{id}/restore", "awards:write", &restore_about),
    {0},
};
