/* about/about_pages.c — three pages for anybody, linked from the foot of every public one. */
#include "app/about/about.h"

#include "templates.h"

static void about_show(struct request *rq, struct response *rs)
{
    struct out o = app_page(rq, "About", "");

    tmpl_about(&o);
    app_send(rq, rs, &o);
}

static void privacy_show(struct request *rq, struct response *rs)
{
    enum app_role role = app_of(rq)->role;
    struct out o = app_page(rq, "Privacy", "");

    tmpl_about_privacy(&o, &(struct about_view){role != ROLE_ISSUER, role != ROLE_BACKPACK});
    app_send(rq, rs, &o);
}

static void accessibility_show(struct request *rq, struct response *rs)
{
    struct out o = app_page(rq, "Accessibility", "");

    tmpl_about_accessibility(&o);
    app_send(rq, rs, &o);
}

const struct route about_routes[] = {
    {GET, "/about", EVERYBODY, about_show, NULL, 0},
    {GET, "/privacy", EVERYBODY, privacy_show, NULL, 0},
    {GET, "/accessibility", EVERYBODY, accessibility_show, NULL, 0},
    {0},
};
