/* company/provider_pages.c — the page where an administrator sets up the company
 * sign-in: values to carry there, values to bring back, a test, then on. */
#include "app/company/company_pages.h"

#include "templates.h"

static const struct form_field provider_fields[] = {
    {"kind", FIELD_CHOICE, "Provider", .choices = "entra|google|okta|keycloak|other", .required = true},
    {"issuer", FIELD_LINE, "Address of the provider", .max = 500, .required = true},
    {"client", FIELD_LINE, "Client ID", .max = 255, .required = true},
    {"secret", FIELD_SECRET, "Client secret", .max = 1000},
    {"claim", FIELD_LINE, "Where groups or roles stand", .max = 120},
    {"scopes", FIELD_LINE, "Further scopes", .max = 200},
    {"new_role", FIELD_LINE, "Role", .max = 200, .required = true},
    {"trusts_unmarked", FIELD_BOOL, "Addresses count"},
    {"adds_people", FIELD_BOOL, "Enter in the directory"},
};
static const struct form_spec company_provider_form = FORM(provider_fields);
static const struct form_field role_fields[] = {
    {"value", FIELD_LINE, "Group or role there", .max = 255, .required = true},
    {"role", FIELD_MANY, "Roles here", .required = true},
};
static const struct form_spec company_role_form = FORM(role_fields);
static const struct form_field domain_fields[] = {{"domain", FIELD_LINE, "Domain", .max = 254, .required = true}};
static const struct form_spec company_domain_form = FORM(domain_fields);

const struct provider_kind provider_kinds[] = {
    {"entra", "Microsoft Entra ID", "https://login.microsoftonline.com/TENANT/v2.0", "roles", "", true,
     "App registrations → New registration → Web. Put your Directory (tenant) ID in place of TENANT. The secret is made under Certificates & "
     "secrets; roles under App roles, which are then given to people or groups in Enterprise applications."},
    {"google", "Google Workspace", "https://accounts.google.com", "", "", false,
     "Google Cloud console → APIs & Services → Credentials → Create OAuth client ID → Web application. Set the consent screen to Internal. "
     "Google tells no groups, so give roles here under Members."},
    {"okta", "Okta", "https://YOURS.okta.com", "groups", "groups", false,
     "Applications → Create App Integration → OIDC, Web Application. Under Sign On, add a groups claim with the filter “Matches regex .*”."},
    {"keycloak", "Keycloak", "https://HOST/realms/REALM", "realm_access.roles", "", false,
     "Clients → Create client → OpenID Connect, with Client authentication on. In the client scope “roles”, let the mapper “realm roles” "
     "add to the ID token."},
    {"other", "Another provider", "https://id.example.org", "groups", "", false,
     "Any provider that speaks OpenID Connect. Make a confidential web application there with the authorization code flow."},
    {0},
};

/* The last one for a name of none. */
static const struct provider_kind *provider_kind(str name)
{
    const struct provider_kind *k = provider_kinds;

    while (k[1].name && !str_eq(name, cstr(k->name)))
        k++;
    return k;
}

static str self_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/settings/company"));
}

/* ---- shown ---- */

static void fill_form(struct form *f, const struct provider *p)
{
    form_set(f, "kind", p->kind);
    form_set(f, "issuer", p->issuer);
    form_set(f, "client", p->client);
    form_set(f, "claim", p->claim);
    form_set(f, "scopes", p->scopes);
    form_set(f, "new_role", p->new_role.n ? p->new_role : S("none"));
    form_set_int(f, "trusts_unmarked", p->trusts_unmarked);
    form_set_int(f, "adds_people", p->adds_people);
}

static code load_lists(struct request *rq, struct company_view *v, struct error *err)
{
    struct provider_domain_list domains = {0};
    struct account keeper;

    TRY(provider_roles(rq->db, rq->arena, rq->org, &v->roles, err));
    TRY(provider_domains(rq->db, rq->arena, rq->org, &domains, err));
    for (size_t i = 0; i < domains.n; i++)
        *list_add(rq->arena, &v->domains) = (struct domain_line){domains.items[i], domain_proof_url(rq->arena, domains.items[i].domain)};
    if (v->p.only && account_get(rq->db, rq->arena, v->p.only, &keeper, NULL) == OK)
        v->keeper = keeper.name;
    return OK;
}

static code load(struct request *rq, struct company_view *v, struct error *err)
{
    const struct app *app = app_of(rq);
    struct account own;
    struct org o;

    code c = provider_get(rq->db, rq->arena, rq->org, &v->p, err);
    if (c != OK && c != NOT_FOUND)
        return c;
    v->is_set = c == OK;
    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    TRY(account_get(rq->db, rq->arena, rq->session->account, &own, err));
    v->is_operator = own.is_operator;
    v->callback = provider_callback(rq->arena, app, o.slug);
    v->back_channel = app_url(rq->arena, app, str_printf(rq->arena, "/sign-in/company/" STR_FMT "/signed-out", STR_ARG(o.slug)));
    v->home = app_url(rq->arena, app, S("/"));
    v->sign_in = app_url(rq->arena, app, str_printf(rq->arena, "/sign-in/company/" STR_FMT "/go", STR_ARG(o.slug)));
    seen_read(rq->arena, v->p.seen, &v->seen);
    return load_lists(rq, v, err);
}

static bool is_bad(const struct form *f)
{
    return f && !f->ok;
}

/* `v` brings the one form that was sent, if any. */
static void show(struct request *rq, struct response *rs, struct company_view *v)
{
    struct error err = {0};
    bool fresh = v->form == NULL;

    v->base = org_base(rq);
    v->self = self_path(rq);
    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (fresh) {
        v->form = form_empty(rq->arena, &company_provider_form);
        form_set(v->form, "new_role", S("none"));
        form_set(v->form, "kind", request_query(rq, "kind"));
        if (v->is_set)
            fill_form(v->form, &v->p);
    }
    v->kind = provider_kind(form_text(v->form, "kind"));
    if (fresh && !v->is_set) {
        form_set(v->form, "claim", cstr(v->kind->claim));
        form_set(v->form, "scopes", cstr(v->kind->scopes));
        form_set_int(v->form, "trusts_unmarked", v->kind->unmarked);
        form_set(v->form, "issuer", str_eq(cstr(v->kind->name), S("google")) ? cstr(v->kind->issuer) : S(""));
    }
    if (!v->role)
        v->role = form_empty(rq->arena, &company_role_form);
    if (!v->domain)
        v->domain = form_empty(rq->arena, &company_domain_form);
    struct out o = app_page(rq, "Company sign-in", "settings");
    tmpl_company(&o, v);
    app_send(rq, rs, &o);
    if (is_bad(v->form) || is_bad(v->role) || is_bad(v->domain))
        rs->status = 422;
}

static void company_show(struct request *rq, struct response *rs)
{
    show(rq, rs, &(struct company_view){0});
}

/* ---- changed ---- */

static void done_or_fail(struct request *rq, struct response *rs, code c, const struct error *err, const char *message)
{
    app_done_or_fail(rq, rs, c, err, self_path(rq), message);
}

static struct provider read_provider(struct request *rq, struct form *f)
{
    str secret = form_text(f, "secret"), role = form_text(f, "new_role");

    return (struct provider){
        .org = rq->org, .kind = form_text(f, "kind"), .issuer = form_text(f, "issuer"), .client = form_text(f, "client"),
        .secret = secret.n ? secret : (str){0}, .claim = form_text(f, "claim"), .scopes = form_text(f, "scopes"),
        .new_role = str_eq(role, S("none")) ? S("") : role, .trusts_unmarked = form_bool(f, "trusts_unmarked"),
        .adds_people = form_bool(f, "adds_people"),
    };
}

static void company_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &company_provider_form);
    struct error err = {0};
    code c = BAD_INPUT;

    if (f->ok) {
        struct provider p = read_provider(rq, f);
        c = provider_save(app_of(rq), rq->db, rq->arena, &p, rq->session->account, &err);
        if (c == BAD_INPUT)
            form_reject_error(f, &err, rq->arena);
    }
    if (c == BAD_INPUT)
        show(rq, rs, &(struct company_view){.form = f});
    else
        done_or_fail(rq, rs, c, &err, "Saved. Now test the connection.");
}

static void company_switch(struct request *rq, struct response *rs)
{
    bool on = str_eq(request_field(rq, "on"), S("1"));
    struct error err = {0};
    code c = provider_switch(rq->db, rq->arena, rq->org, on, rq->session->account, &err);

    done_or_fail(rq, rs, c, &err, on ? "It is on: the sign-in page offers it from now on." : "It is off.");
}

static void company_only(struct request *rq, struct response *rs)
{
    bool only = str_eq(request_field(rq, "only"), S("1"));
    struct error err = {0};
    code c = provider_only(rq->db, rq->org, only, rq->session->account, &err);

    done_or_fail(rq, rs, c, &err, only ? "From now on members come by the company sign-in. You alone can still come in otherwise." : "Everybody comes in as they like again.");
}

static void company_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = provider_remove(rq->db, rq->org, rq->session->account, &err);

    done_or_fail(rq, rs, c, &err, "The company sign-in is removed. Accounts and members stay.");
}

bool company_has_ticked(const struct form_value *v, str value)
{
    for (size_t i = 0; i < v->many.n; i++)
        if (str_eq(v->many.items[i], value))
            return true;
    return false;
}

static str ticked_roles(struct arena *a, const struct form *f)
{
    const struct str_list *many = &form_value((struct form *)f, "role")->many;
    struct buf b = buf_new(a);

    for (size_t i = 0; i < many->n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? ";" : "", STR_ARG(many->items[i]));
    return buf_done(&b);
}

static void company_role_add(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &company_role_form);
    struct error err = {0};
    code c = BAD_INPUT;

    if (f->ok) {
        c = provider_role_put(rq->db, rq->arena, rq->org, &(struct provider_role){form_text(f, "value"), ticked_roles(rq->arena, f)}, rq->session->account, &err);
        if (c == BAD_INPUT || c == LIMIT)
            form_reject_error(f, &err, rq->arena);
    }
    if (!f->ok)
        show(rq, rs, &(struct company_view){.role = f});
    else
        done_or_fail(rq, rs, c, &err, "It counts from each person’s next sign-in on.");
}

static void company_role_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = provider_role_drop(rq->db, rq->org, request_field(rq, "value"), rq->session->account, &err);

    done_or_fail(rq, rs, c, &err, "Removed.");
}

static struct domain_change change_of(struct request *rq, str domain)
{
    struct account own = {0};
    bool known = account_get(rq->db, rq->arena, rq->session->account, &own, NULL) == OK;

    return (struct domain_change){rq->org, domain, rq->session->account, known && own.is_operator};
}

static void company_domain_add(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &company_domain_form);
    struct error err = {0};
    code c = BAD_INPUT;

    if (f->ok) {
        struct domain_change d = change_of(rq, form_text(f, "domain"));
        c = provider_domain_add(rq->db, rq->arena, &d, &err);
        if (c == BAD_INPUT || c == LIMIT || c == CONFLICT)
            form_reject_error(f, &err, rq->arena);
    }
    if (!f->ok)
        show(rq, rs, &(struct company_view){.domain = f});
    else
        done_or_fail(rq, rs, c, &err, "The domain is on the list.");
}

static void company_domain_prove(struct request *rq, struct response *rs)
{
    struct domain_change d = {rq->org, request_field(rq, "domain"), rq->session->account, false};
    struct error err = {0};
    code c = provider_domain_prove(app_of(rq), rq->db, rq->arena, &d, &err);

    done_or_fail(rq, rs, c, &err, "Proved: the domain is yours.");
}

static void company_domain_remove(struct request *rq, struct response *rs)
{
    struct domain_change d = {.org = rq->org, .domain = request_field(rq, "domain")};
    struct error err = {0};
    code c = provider_domain_drop(rq->db, &d, &err);

    done_or_fail(rq, rs, c, &err, "Removed.");
}

const struct route company_routes[] = {
    {GET,  "/sign-in/company", EVERYBODY, company_find, NULL, 0},
    {POST, "/sign-in/company", EVERYBODY, company_found, NULL, 0},
    {GET,  "/sign-in/company/{slug}", EVERYBODY, company_door, NULL, 0},
    {GET,  "/sign-in/company/{slug}/go", EVERYBODY, company_go, NULL, 0},
    {GET,  "/sign-in/company/{slug}/callback", EVERYBODY, company_back, NULL, 0},
    {POST, "/sign-in/company/{slug}/signed-out", EVERYBODY, company_out, NULL, NO_CSRF | NO_SESSION},
    {GET,  "/sign-in/join", EVERYBODY, join_show, NULL, 0},
    {POST, "/sign-in/join", SIGNED_IN, join_do, NULL, FRESH},
    {GET,  "/sign-out/company/{token}", EVERYBODY, gone_show, NULL, 0},
    {GET,  "/sign-out/company/{token}/go", EVERYBODY, gone_go, NULL, 0},
    {GET,  "/account/company", SIGNED_IN, known_show, NULL, 0},
    {POST, "/account/company/{id}/forget", SIGNED_IN, known_forget, NULL, FRESH},
    {GET,  "/org/{org}/settings/company", MANAGE_ORG, company_show, NULL, 0},
    {POST, "/org/{org}/settings/company", MANAGE_ORG, company_save, &company_provider_form, FRESH},
    {GET,  "/org/{org}/settings/company/test", MANAGE_ORG, company_test, NULL, 0},
    {POST, "/org/{org}/settings/company/switch", MANAGE_ORG, company_switch, NULL, FRESH},
    {POST, "/org/{org}/settings/company/only", MANAGE_ORG, company_only, NULL, FRESH},
    {POST, "/org/{org}/settings/company/remove", MANAGE_ORG, company_remove, NULL, FRESH},
    {POST, "/org/{org}/settings/company/roles", MANAGE_ORG, company_role_add, &company_role_form, FRESH},
    {POST, "/org/{org}/settings/company/roles/remove", MANAGE_ORG, company_role_remove, NULL, FRESH},
    {POST, "/org/{org}/settings/company/domains", MANAGE_ORG, company_domain_add, &company_domain_form, FRESH},
    {POST, "/org/{org}/settings/company/domains/prove", MANAGE_ORG, company_domain_prove, NULL, FRESH},
    {POST, "/org/{org}/settings/company/domains/remove", MANAGE_ORG, company_domain_remove, NULL, FRESH},
    {0},
};
