/* api/api_badges.c — badges: made, changed, published, archived. */
#include "app/api/api_private.h"

#include "app/catalog/catalog.h"
#include "app/catalog/picture.h"
#include "app/catalog/ready_made.h"
#include "app/hook/hook.h"
#include "base/codec.h"

#define STATES "draft|published|archived"
#define IMAGE_BYTES ((size_t)5 << 20)
#define BANNER_MOST 20                           /* letters that fit a ribbon */

static const struct api_field criterion_fields[] = {
    {"id", API_TEXT, 0, "Stays while the words change; made when it is not given.", NULL, .max = 40},
    {"narrative", API_TEXT, NEEDED | ALWAYS, "One thing that has to be shown; a line of Markdown.", "\"Drives a course of ten gates without touching one\"", .max = 500},
    {"required", API_BOOL, 0, "Must it be shown? It must, when nothing is said.", "true"},
};
static const struct api_shape criterion_shape = API_SHAPE("Criterion", "One thing that has to be shown for a badge.", criterion_fields);

static const struct api_field badge_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the badge.", "3"},
    {"type", API_CHOICE, GIVEN | ALWAYS, "Always Achievement, as in Open Badges 3.0.", "\"Achievement\"", .choices = "Achievement"},
    {"name", API_TEXT, NEEDED | ALWAYS, "Name of the badge.", "\"Forklift operator\"", .max = 120},
    {"description", API_TEXT, ALWAYS, "What it stands for, in a sentence or two.", "\"Drives counterbalance trucks safely.\"", .max = 2000},
    {"criteria", API_TEXT, ALWAYS, "What there is to do, as Markdown; said beside the single criteria.", "\"Two days of training and a test.\"", .max = 10000},
    {"criteriaItems", API_MANY, ALWAYS, "Single things that have to be shown.", NULL, .max = CATALOG_CRITERIA, .shape = &criterion_shape},
    {"achievementType", API_TEXT, ALWAYS, "Kind of achievement, in the words of Open Badges 3.0.", "\"Badge\"", .max = 60},
    {"tags", API_WORDS, ALWAYS, "Words to find it by.", "[\"warehouse\"]", .max = 20},
    {"validityMonths", API_INT, EMPTIES | ALWAYS, "An award is good for so many months; 0: for ever.", "36", .max = 600},
    {"profile", API_INT, EMPTIES | ALWAYS, "Which of the organisation's profiles issues it; 0: the first one. See listProfiles.", "0"},
    {"image", API_BASE64, TAKEN, "A PNG or SVG, square, as base64; it is drawn anew.", NULL, .max = IMAGE_BYTES},
    {"design", API_TEXT, TAKEN, "In place of an image, the name of one of the studio's designs.", "\"craft\"", .max = 40},
    {"imageUrl", API_URL, GIVEN, "The picture.", NULL},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Only published badges can be awarded.", "\"published\"", .choices = STATES},
    {"version", API_INT, GIVEN | ALWAYS, "Number of its present version. A version that was awarded stays as it was.", "1"},
    {"awards", API_INT, GIVEN | ALWAYS, "How many were awarded.", "12"},
    {"publicUrl", API_URL, GIVEN | ALWAYS, "Its page for everybody, and its Achievement document.", NULL},
    {"changedAt", API_TIME, GIVEN | ALWAYS, "When it last changed.", NULL},
};
const struct api_shape api_badge_shape = API_SHAPE("Badge", "What can be earned: an Achievement.", badge_fields);

/* ---- telling ---- */

static void put_criteria(struct api *c, const struct criterion_list *items)
{
    json_put_key(&c->w, "criteriaItems");
    json_open_array(&c->w);
    for (size_t i = 0; i < items->n; i++) {
        json_open_object(&c->w);
        json_put_member(&c->w, "id", items->items[i].id);
        json_put_member(&c->w, "narrative", items->items[i].text);
        json_put_member_bool(&c->w, "required", items->items[i].is_required);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
}

static void put_tags(struct api *c, str tags)
{
    struct str_list split = {0};

    catalog_split_tags(c->a, tags, &split);
    json_put_key(&c->w, "tags");
    json_open_array(&c->w);
    for (size_t i = 0; i < split.n; i++)
        json_put_str(&c->w, split.items[i]);
    json_close_array(&c->w);
}

static void put_badge(struct api *c, const struct badge_row *b)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", b->id);
    json_put_member(&c->w, "type", S("Achievement"));
    json_put_member(&c->w, "name", b->v.name);
    json_put_member(&c->w, "description", b->v.description);
    json_put_member(&c->w, "criteria", b->v.criteria);
    put_criteria(c, &b->v.items);
    json_put_member(&c->w, "achievementType", b->v.type);
    put_tags(c, b->v.tags);
    json_put_member_int(&c->w, "validityMonths", b->v.validity_months);
    json_put_member_int(&c->w, "profile", b->v.issuer);
    if (!str_is_empty(b->v.png_hash))
        api_put_url(c, "imageUrl", str_join(c->a, S("/images/"), b->v.png_hash));
    json_put_member(&c->w, "state", b->state);
    json_put_member_int(&c->w, "version", b->v.number);
    json_put_member_int(&c->w, "awards", b->award_count);
    api_put_url(c, "publicUrl", str_join(c->a, S("/badges/"), b->public_id));
    api_put_time(&c->w, "changedAt", b->changed);
    json_close_object(&c->w);
}

code api_tell_badge(struct api *c, int64_t id, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(c->db, c->a, c->org, id, &b, err));
    put_badge(c, &b);
    return OK;
}

static code show_badge(struct api *c, struct error *err)
{
    return api_tell_badge(c, api_id(c), err);
}

static code list_badges(struct api *c, struct error *err)
{
    struct badge_list found = {0};
    struct badge_filter f = {api_query(c, "state"), api_query(c, "q"), {.after = c->after, .limit = c->limit + 1}};

    TRY(catalog_list(c->db, c->a, c->org, &f, &found, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        put_badge(c, &found.items[i]);
        c->last = found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

/* ---- taking ---- */

static str join_tags(struct api *c, str otherwise)
{
    const struct json *tags = json_get(c->body, "tags");
    struct buf b = buf_new(c->a);

    if (!tags)
        return otherwise;
    for (size_t i = 0; i < json_count(tags); i++)
        buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(str_trim(json_str(json_item(tags, i)))));
    return buf_done(&b);
}

/* What a criterion had besides, which is not told here, stays with its id. */
static void read_criteria(struct api *c, struct badge_version_row *v)
{
    const struct json *items = json_get(c->body, "criteriaItems");
    struct criterion_list read = {0};

    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *one = json_item(items, i);
        str id = api_text(one, "id", S(""));
        const struct criterion *was = id.n ? catalog_criterion(v, id) : NULL;
        *list_add(c->a, &read) = (struct criterion){
            .id = was ? was->id : criterion_new_id(c->a), .text = api_text(one, "narrative", S("")), .proof = was ? was->proof : S(""),
            .note = was ? was->note : S(""), .is_required = api_truth(one, "required", true)};
    }
    if (items)
        v->items = read;
}

static bool is_type(str name)
{
    for (size_t i = 0; i < badge_type_count; i++)
        if (str_eq(name, cstr(badge_types[i].name)))
            return true;
    return false;
}

/* The design's own words give way to the badge's name. */
static code draw_design(struct api *c, str design, struct badge_version_row *v, struct error *err)
{
    bool fits = v->name.n <= BANNER_MOST;
    struct badge_template t = {.preset = str_z(c->a, design), .banner = fits ? str_z(c->a, v->name) : ""};

    if (!studio_preset(design))
        return fail(err, BAD_INPUT, "design", "the studio has no design of this name");
    struct studio s = template_studio(&t);
    return picture_draw(c->db, c->a, &s, v, err);
}

static code read_picture(struct api *c, struct badge_version_row *v, struct error *err)
{
    str image = api_text(c->body, "image", S("")), design = api_text(c->body, "design", S(""));
    struct error why = {0};
    code r = OK;

    if (image.n)
        r = picture_keep(c->db, c->a, base64_decode(c->a, image), v, &why);
    else if (design.n)
        return draw_design(c, design, v, err);
    return r == OK ? OK : fail(err, r == FAULT ? FAULT : BAD_INPUT, "image", "%s", why.text);
}

static code read_profile(struct api *c, struct badge_version_row *v, struct error *err)
{
    struct org o;

    v->issuer = api_number(c->body, "profile", v->issuer);
    return org_issuer_get(c->db, c->a, c->org, v->issuer, &o, NULL) == OK
        ? OK : fail(err, BAD_INPUT, "profile", "the organisation has no such profile");
}

static code read_badge(struct api *c, struct badge_version_row *v, struct error *err)
{
    v->name = api_text(c->body, "name", v->name);
    v->description = api_text(c->body, "description", v->description);
    v->criteria = api_text(c->body, "criteria", v->criteria);
    v->type = api_text(c->body, "achievementType", v->type);
    v->tags = join_tags(c, v->tags);
    v->validity_months = api_number(c->body, "validityMonths", v->validity_months);
    if (!is_type(v->type))
        return fail(err, BAD_INPUT, "achievementType", "this is no kind of achievement that Open Badges 3.0 knows");
    read_criteria(c, v);
    TRY(read_profile(c, v, err));
    return read_picture(c, v, err);
}

static str subject(struct api *c, int64_t id)
{
    return str_printf(c->a, "badge %lld", (long long)id);
}

static code make_badge(struct api *c, struct error *err)
{
    struct badge_version_row v = {.type = S("Badge"), .name = S(""), .description = S(""), .criteria = S(""), .tags = S("")};
    int64_t id = 0;

    TRY(read_badge(c, &v, err));
    TRY(catalog_create(c->db, c->a, c->org, &v, &id, err));
    TRY(api_log(c, "badge.create", subject(c, id), v.name, err));
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/badges/%lld", (long long)id)));
    return api_tell_badge(c, id, err);
}

static code change_badge(struct api *c, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(c->db, c->a, c->org, api_id(c), &b, err));
    TRY(read_badge(c, &b.v, err));
    TRY(catalog_save(c->db, c->a, c->org, b.id, &b.v, err));
    return api_tell_badge(c, b.id, err);
}

static code publish_badge(struct api *c, struct error *err)
{
    struct badge_row b;

    TRY(catalog_publish(c->db, c->a, c->org, api_id(c), err));
    TRY(catalog_get(c->db, c->a, c->org, api_id(c), &b, err));
    TRY(api_log(c, "badge.publish", subject(c, b.id), b.v.name, err));
    return api_tell_badge(c, b.id, err);
}

static code set_archived(struct api *c, bool archived, struct error *err)
{
    struct badge_row b;

    TRY(catalog_archive(c->db, c->org, api_id(c), archived, err));
    TRY(catalog_get(c->db, c->a, c->org, api_id(c), &b, err));
    if (archived)
        TRY(hook_tell(c->db, c->a, c->org, "badge.archived", b.id, err));
    TRY(api_log(c, archived ? "badge.archive" : "badge.restore", subject(c, b.id), b.v.name, err));
    return api_tell_badge(c, b.id, err);
}

static code archive_badge(struct api *c, struct error *err)
{
    return set_archived(c, true, err);
}

static code restore_badge(struct api *c, struct error *err)
{
    return set_archived(c, false, err);
}

static code delete_badge(struct api *c, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(c->db, c->a, c->org, api_id(c), &b, err));
    TRY(catalog_delete_draft(c->db, c->org, b.id, err));
    return api_log(c, "badge.delete", b.v.name, S(""), err);
}

/* ---- the table ---- */

static const struct api_field badge_filters[] = {
    {"state", API_CHOICE, 0, "Only those in this state.", NULL, .choices = STATES},
    {"q", API_TEXT, 0, "Part of the name.", NULL, .max = 100},
};
static const struct api_shape badge_query = API_SHAPE("BadgeFilter", "", badge_filters);

#define TAG .tag = "Badges"
static const struct api_about list_about = {
    .id = "listBadges", TAG, .title = "Badges", .says = "The newest first.", .query = &badge_query, .answer = &api_badge_shape, .is_list = true, .run = list_badges};
static const struct api_about make_about = {
    .id = "createBadge", TAG, .title = "Make a badge", .says = "A draft. Publish it before it is awarded; for that it needs a description, criteria and a picture.",
    .body = &api_badge_shape, .takes = MAKES, .answer = &api_badge_shape, .status = 201, .run = make_badge};
static const struct api_about show_about = {.id = "getBadge", TAG, .title = "One badge", .says = "As it is now.", .answer = &api_badge_shape, .run = show_badge};
static const struct api_about change_about = {
    .id = "changeBadge", TAG, .title = "Change a badge", .says = "What is not named stays. A version that was awarded is not touched: the change is the next one.",
    .body = &api_badge_shape, .takes = CHANGES, .answer = &api_badge_shape, .run = change_badge};
static const struct api_about delete_about = {
    .id = "deleteBadge", TAG, .title = "Delete a draft", .says = "What was published is archived instead.", .status = 204, .run = delete_badge};
static const struct api_about publish_about = {
    .id = "publishBadge", TAG, .title = "Publish a badge", .says = "From now on it can be awarded, and everybody can see it.", .answer = &api_badge_shape, .run = publish_badge};
static const struct api_about archive_about = {
    .id = "archiveBadge", TAG, .title = "Archive a badge", .says = "It is not awarded any more; awards that were made stay.", .answer = &api_badge_shape, .run = archive_badge};
static const struct api_about restore_about = {
    .id = "restoreBadge", TAG, .title = "Take a badge out of the archive", .says = "It can be awarded again.", .answer = &api_badge_shape, .run = restore_badge};

const struct route api_badge_routes[] = {
    API_ROW(GET, "/badges", "badges:read", &list_about),
    API_ROW(POST, "/badges", "badges:write", &make_about),
    API_ROW(GET, "/badges/{id}", "badges:read", &show_about),
    API_ROW(PATCH, "/badges/{id}", "badges:write", &change_about),
    API_ROW(DELETE, "/badges/{id}", "badges:write", &delete_about),
    API_ROW(POST, "/badges/{id}/publish", "badges:write", &publish_about),
    API_ROW(POST, "/badges/{id}/archive", "badges:write", &archive_about),
    API_ROW(POST, "/badges/{id}/restore", "badges:write", &restore_about),
    {0},
};
