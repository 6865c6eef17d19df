/* api/api_pathways.c — pathways as they were published, each of their versions, and who is
 * where on them. What is only a working copy is nobody's to read here. */
#include "app/api/api_private.h"

#include "app/org/access.h"
#include "app/pathway/pathway.h"

static const struct api_field badge_fields[] = {
    {"badge", API_INT, GIVEN | ALWAYS, "Number of the badge.", "4"},
    {"name", API_TEXT, GIVEN, "Its name today.", "\"Forklift driver\""},
};
static const struct api_shape badge_shape = API_SHAPE("PathwayBadge", "A badge that does a step.", badge_fields);
static const struct api_field step_fields[] = {
    {"step", API_INT, GIVEN | ALWAYS, "Number of the step, the same in all versions.", "2"},
    {"title", API_TEXT, GIVEN | ALWAYS, "What it is.", "\"Drive a forklift\""},
    {"kind", API_CHOICE, GIVEN | ALWAYS, "Done with a badge, or by its parts.", "\"badge\"", .choices = "badge|group"},
    {"in", API_INT, GIVEN, "The group that it is in.", "1"},
    {"needed", API_INT, GIVEN, "Of a group: so many of its steps; absent: all that are not optional.", NULL},
    {"badges", API_MANY, GIVEN, "Any of these does it.", NULL, .shape = &badge_shape},
    {"after", API_NUMBERS, GIVEN | ALWAYS, "It opens when these steps are done.", "[1]"},
    {"optional", API_BOOL, GIVEN | ALWAYS, "The pathway is complete without it.", "false"},
    {"description", API_TEXT, GIVEN, "What somebody has to know about it, Markdown.", NULL},
    {"unit", API_TEXT, GIVEN, "Its code in the qualification.", "\"F/601/7213\""},
    {"credit", API_INT, GIVEN | ALWAYS, "Credits of the qualification.", "4"},
    {"minutes", API_INT, GIVEN | ALWAYS, "How long it takes.", "90"},
    {"cost", API_INT, GIVEN | ALWAYS, "In whole units of the currency.", "120"},
};
static const struct api_shape step_shape = API_SHAPE("PathwayStep", "A step of a pathway.", step_fields);

#define HEAD_FIELDS                                                                                                              \
    {"pathway", API_INT, GIVEN | ALWAYS, "Number of the pathway.", "3"},                                                         \
    {"version", API_INT, GIVEN | ALWAYS, "Which version this is.", "2"},                                                         \
    {"name", API_TEXT, GIVEN | ALWAYS, "What that version is called.", "\"Warehouse supervisor\""},                            \
    {"description", API_TEXT, GIVEN | ALWAYS, "What it is for, Markdown.", NULL},                                                \
    {"qualification", API_TEXT, GIVEN | ALWAYS, "What it leads to, by its name outside.", NULL},                                 \
    {"awardingBody", API_TEXT, GIVEN | ALWAYS, "Who awards that.", NULL},                                                        \
    {"level", API_TEXT, GIVEN | ALWAYS, "Such as EQF 4.", "\"EQF 4\""},                                                        \
    {"currency", API_TEXT, GIVEN | ALWAYS, "Of what steps cost.", "\"EUR\""},                                                  \
    {"published", API_TIME, GIVEN | ALWAYS, "When it was published.", NULL},                                                     \
    {"publishedBy", API_TEXT, GIVEN | ALWAYS, "By whom.", NULL},                                                                 \
    {"badge", API_INT, GIVEN, "Number of the badge at the end.", "9"},                                                           \
    {"badgeName", API_TEXT, GIVEN, "What that was called then.", NULL}
static const struct api_field head_fields[] = {
    HEAD_FIELDS,
    {"archived", API_BOOL, GIVEN | ALWAYS, "Nobody comes onto it any more.", "false"},
};
static const struct api_shape head_shape = API_SHAPE("Pathway", "A pathway, as its newest version has it.", head_fields);
static const struct api_field version_fields[] = {
    HEAD_FIELDS,
    {"steps", API_MANY, GIVEN | ALWAYS, "Each group before its parts.", NULL, .shape = &step_shape},
};
static const struct api_shape version_shape = API_SHAPE("PathwayVersion", "A version of a pathway, which never changes.", version_fields);
static const struct api_field issue_fields[] = {
    {"version", API_INT, GIVEN | ALWAYS, "Its number.", "2"},
    {"published", API_TIME, GIVEN | ALWAYS, "When.", NULL},
    {"publishedBy", API_TEXT, GIVEN | ALWAYS, "By whom.", NULL},
};
static const struct api_shape issue_shape = API_SHAPE("PathwayEdition", "Which versions there are.", issue_fields);
static const struct api_field issues_fields[] = {{"versions", API_MANY, GIVEN | ALWAYS, "The newest first.", NULL, .shape = &issue_shape}};
static const struct api_shape issues_shape = API_SHAPE("PathwayEditions", "The versions of a pathway.", issues_fields);
static const struct api_field place_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of their place on it.", "12"},
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Who.", "\"Ann Lee\""},
    {"version", API_INT, GIVEN | ALWAYS, "The version that they are on.", "2"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "How they stand.", "\"on-the-way\"", .choices = "on-the-way|complete|complete-no-more|left"},
    {"done", API_INT, GIVEN | ALWAYS, "Steps done, of those that have to be.", "3"},
    {"steps", API_INT, GIVEN | ALWAYS, "Steps that have to be done.", "7"},
    {"next", API_TEXT, GIVEN | ALWAYS, "What comes next; empty: nothing.", "\"Drive a forklift\""},
    {"minutes", API_INT, GIVEN | ALWAYS, "Still to do.", "90"},
    {"cost", API_INT, GIVEN | ALWAYS, "Still to pay.", "0"},
    {"begun", API_TIME, GIVEN | ALWAYS, "When they came onto it.", NULL},
    {"completed", API_TIME, GIVEN, "When it was complete.", NULL},
};
static const struct api_shape place_shape = API_SHAPE("PathwayPlace", "How far somebody is.", place_fields);

/* ---- pathways ---- */

static code find_version(struct api *c, int64_t pathway, int64_t number, struct pathway_version *out, struct error *err)
{
    struct pathway_versions all = {0};

    TRY(pathway_versions_of(c->db, c->a, pathway, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].number == number) {
            *out = all.items[i];
            return OK;
        }
    return fail(err, NOT_FOUND, "pathway", "there is no such version");
}

static code put_one(struct api *c, const struct pathway *p, struct error *err)
{
    struct pathway_version v = {0};

    TRY(find_version(c, p->id, p->number, &v, err));
    json_open_object(&c->w);
    pathway_put_head(c->a, &c->w, p, &v);
    json_put_member_bool(&c->w, "archived", p->archived > 0);
    json_close_object(&c->w);
    c->last = p->id;
    return OK;
}

static code list_pathways(struct api *c, struct error *err)
{
    struct pathways all = {0};

    TRY(pathway_published(c->db, c->a, &(struct pathway_page){c->org, c->after, c->limit + 1}, &all, err));
    api_cut(c, &all);
    api_open_page(c);
    for (size_t i = 0; i < all.n; i++)
        TRY(put_one(c, &all.items[i], err));
    api_close_page(c);
    return OK;
}

/* What was never published is not there. */
static code get_published(struct api *c, struct pathway *out, struct error *err)
{
    TRY(pathway_get(c->db, c->a, c->org, api_id(c), out, err));
    return out->number ? OK : fail(err, NOT_FOUND, "pathway", "there is no such pathway");
}

static code get_pathway(struct api *c, struct error *err)
{
    int64_t number = api_query_int(c, "version");
    struct pathway p;
    struct pathway_version v = {0};
    struct pathway_steps steps = {0};
    struct pathway_names names = {0};

    TRY(get_published(c, &p, err));
    TRY(find_version(c, p.id, number ? number : p.number, &v, err));
    TRY(pathway_as(c->db, c->a, c->org, p.id, v.number, &p, err));
    TRY(pathway_steps_of(c->db, c->a, p.id, v.number, &steps, err));
    TRY(pathway_badge_names(c->db, c->a, p.id, &names, err));
    json_open_object(&c->w);
    pathway_put_head(c->a, &c->w, &p, &v);
    json_put_key(&c->w, "steps");
    json_open_array(&c->w);
    for (size_t i = 0; i < steps.n; i++)
        pathway_put_step(&c->w, &steps.items[i], &names);
    json_close_array(&c->w);
    json_close_object(&c->w);
    return OK;
}

static code get_versions(struct api *c, struct error *err)
{
    struct pathway p;
    struct pathway_versions all = {0};

    TRY(get_published(c, &p, err));
    TRY(pathway_versions_of(c->db, c->a, p.id, &all, err));
    json_open_object(&c->w);
    json_put_key(&c->w, "versions");
    json_open_array(&c->w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(&c->w);
        json_put_member_int(&c->w, "version", all.items[i].number);
        api_put_time(&c->w, "published", all.items[i].at);
        json_put_member(&c->w, "publishedBy", all.items[i].by);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
    json_close_object(&c->w);
    return OK;
}

/* ---- who is where ---- */

static const char *state_of(const struct enrolment *e)
{
    if (e->left)
        return "left";
    return e->done_at ? "complete" : e->lapsed ? "complete-no-more" : "on-the-way";
}

static code put_place(struct api *c, int64_t id, struct error *err)
{
    struct enrolment e;

    TRY(enrolment_get(c->db, c->a, c->org, id, &e, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", e.id);
    json_put_member_int(&c->w, "person", e.person);
    json_put_member(&c->w, "name", e.person_name);
    json_put_member_int(&c->w, "version", e.number);
    json_put_member(&c->w, "state", cstr(state_of(&e)));
    json_put_member_int(&c->w, "done", e.done);
    json_put_member_int(&c->w, "steps", e.steps);
    json_put_member(&c->w, "next", e.done_at ? S("") : e.next);
    json_put_member_int(&c->w, "minutes", e.minutes);
    json_put_member_int(&c->w, "cost", e.cost);
    api_put_time(&c->w, "begun", e.created);
    api_put_time(&c->w, "completed", e.done_at);
    json_close_object(&c->w);
    c->last = e.id;
    return OK;
}

/* Those whom the token reaches, which may be fewer than its maker does. */
static code open_people(struct api *c, struct list *l, struct error *err)
{
    ptrdiff_t mark = str_find_byte(c->rq->target, '?');
    const struct access *may;

    TRY(access_of(c->rq, c->org, &may, err));
    TRY(list_of_query(&(struct list_query_of){c->db, c->a, &pathway_people_def, c->org, c->account, api_id(c),
                                              mark < 0 ? S("") : str_from(c->rq->target, (size_t)mark + 1)}, l, err));
    access_reach(c->a, may, VIEW_STANDINGS, &l->reach);
    return OK;
}

static code list_people(struct api *c, struct error *err)
{
    struct pathway p;
    struct list l;
    struct id_list ids = {0};

    TRY(get_published(c, &p, err));
    TRY(open_people(c, &l, err));
    TRY(list_ids(&l, c->after, c->limit + 1, &ids, err));
    api_cut(c, &ids);
    api_open_page(c);
    for (size_t i = 0; i < ids.n; i++)
        TRY(put_place(c, ids.items[i], err));
    api_close_page(c);
    return OK;
}

/* ---- descriptions ---- */

static const struct api_field version_query_fields[] = {{"version", API_INT, 0, "Which version; else the newest.", NULL}};
static const struct api_shape version_query = API_SHAPE("PathwayQuestion", "", version_query_fields);
static const struct api_field people_query_fields[] = {
    {"q", API_TEXT, 0, "Part of a name or address.", NULL, .max = 200},
    {"state", API_CHOICE, 0, "Else those who are on it.", NULL, .choices = "on|open|done|lapsed|old|left|all"},
};
static const struct api_shape people_query = API_SHAPE("PathwayPlaces", "", people_query_fields);

static const struct api_about list_about = {
    .id = "listPathways", .tag = "Pathways", .title = "Pathways", .says = "Those that were published, as the newest version has them.", .answer = &head_shape, .is_list = true, .run = list_pathways};
static const struct api_about one_about = {
    .id = "getPathway", .tag = "Pathways", .title = "One version of a pathway", .says = "With its steps, badges, order, units and credits. It never changes.",
    .query = &version_query, .answer = &version_shape, .run = get_pathway};
static const struct api_about versions_about = {
    .id = "listPathwayVersions", .tag = "Pathways", .title = "Its versions", .says = "Who published which, and when.", .answer = &issues_shape, .run = get_versions};
static const struct api_about people_about = {
    .id = "listPathwayPeople", .tag = "Pathways", .title = "Who is where", .says = "How far everybody is whom the token may see.",
    .query = &people_query, .answer = &place_shape, .is_list = true, .run = list_people};

const struct route api_pathway_routes[] = {
    API_PART(GET, "/pathways", "pathways:read", IN_LISTS, &list_about),
    API_PART(GET, "/pathways/{id}", "pathways:read", IN_LISTS, &one_about),
    API_PART(GET, "/pathways/{id}/versions", "pathways:read", IN_LISTS, &versions_about),
    API_PART(GET, "/pathways/{id}/people", "pathways:read", IN_LISTS, &people_about),
    {0},
};
