/* org/settings_map.c — which settings there are: the groups, the page that shows
 * all of them with a sentence for each, and which group a page is of. */
#include "app/org/org_pages.h"

#include "templates.h"

static const struct settings_page organisation[] = {
    {"profile", "/settings/profile", "building", "Organisation", "Name, logo, public address, and how badges are signed."},
    {"profiles", "/settings/profiles", "school", "Profiles", "Departments that award under a name and logo of their own."},
    {"brand", "/settings/brand", "palette", "Look", "Colours and band of your public pages, mails and the catalogue."},
    {"keys", "/settings/keys", "key", "Signing keys", "What your badges are signed with; a sheet of paper for the safe."},
};
static const struct settings_page people[] = {
    {"members", "/settings/members", "users", "Members", "Who works here with which role, and who needs a second step to sign in."},
    {"company", "/settings/company", "login", "Company sign-in", "Your people sign in with the account they have at work."},
    {"directory", "/settings/directory", "users-group", "Company directory", "People and groups are kept in step by your company’s own system (SCIM)."},
};
static const struct settings_page badges[] = {
    {"awarding", "/settings/awarding", "award", "Awarding", "How long a list can be taken back, your time zone, and what renewing ends."},
    {"mails", "/settings/mails", "mail", "Mails", "What your mails say, in your words and in each language."},
    {"reminders", "/settings/reminders", "bell", "Reminders", "Who is told, and when, before a badge ends."},
    {"duties", "/settings/duties", "calendar", "What is asked", "Who is reminded of what is asked at work, and when; who would be mailed today."},
    {"catalogue", "/settings/catalogue", "building-store", "Catalogue", "Which badges strangers find, in which order, with a welcome."},
    {"website", "/settings/website", "code", "Your website", "Badges and catalogue in your own pages, and feeds: copied once, always of today."},
};
static const struct settings_page connections[] = {
    {"tokens", "/settings/tokens", "api", "Tokens", "Secrets by which your own programs use the interface, and what they did."},
    {"webhooks", "/settings/webhooks", "webhook", "Webhooks", "Your programs are told of awards, people and badges as it happens."},
    {"learning", "/settings/learning", "school", "Learning", "Courses and learning platforms award badges: xAPI, LTI, and the rules for it."},
};
static const struct settings_page data[] = {
    {"privacy", "/settings/privacy", "lock", "Privacy", "How long what is kept, what must not be deleted, and erasing a person."},
    {"export", "/settings/export", "file-zip", "Export", "Everything of your organisation in one file that needs no Lapel."},
    {"log", "/settings/log", "history", "Log", "Who did what, and when."},
    {"ledger", "/settings/ledger", "link", "Ledger", "What changed anybody’s standing, so that nothing is changed behind its back."},
};
static const struct settings_group groups[] = {
    {"Organisation", "building", organisation, COUNT(organisation)}, {"People and sign-in", "users", people, COUNT(people)},
    {"Badges and mails", "award", badges, COUNT(badges)},            {"Connections", "plug", connections, COUNT(connections)},
    {"Data", "database", data, COUNT(data)},
};

struct settings_map settings_map(void)
{
    return (struct settings_map){groups, COUNT(groups)};
}

const struct settings_group *settings_group_of(const char *name)
{
    for (size_t i = 0; i < COUNT(groups); i++)
        for (size_t k = 0; k < groups[i].n; k++)
            if (str_eq(cstr(name), cstr(groups[i].items[k].name)))
                return &groups[i];
    return &groups[0];
}

void org_settings_show(struct request *rq, struct response *rs)
{
    struct settings_view v = {.base = org_base(rq)};
    struct out o = app_page(rq, "Settings", "settings");

    tmpl_org_settings(&o, &v);
    app_send(rq, rs, &o);
}
