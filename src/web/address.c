/* web/address.c — the special-purpose registries of IANA (RFC 6890 and later),
 * read as: what is not plainly public is not. */
#include "web/address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static const struct { uint32_t net; int bits; enum address_class is; } v4[] = {
    {0x00000000, 8, ADDRESS_SPECIAL},            /* this network */
    {0x0A000000, 8, ADDRESS_PRIVATE},
    {0x64400000, 10, ADDRESS_PRIVATE},           /* shared by a carrier's customers */
    {0x7F000000, 8, ADDRESS_PRIVATE},            /* loopback */
    {0xA9FE0000, 16, ADDRESS_SPECIAL},           /* link-local: clouds keep their secrets there */
    {0xAC100000, 12, ADDRESS_PRIVATE},
    {0xC0000000, 24, ADDRESS_SPECIAL},           /* protocol assignments */
    {0xC0000200, 24, ADDRESS_SPECIAL},           /* documentation */
    {0xC0586300, 24, ADDRESS_SPECIAL},           /* 6to4 relays */
    {0xC0A80000, 16, ADDRESS_PRIVATE},
    {0xC6120000, 15, ADDRESS_SPECIAL},           /* benchmarks */
    {0xC6336400, 24, ADDRESS_SPECIAL},           /* documentation */
    {0xCB007100, 24, ADDRESS_SPECIAL},           /* documentation */
    {0xE0000000, 3, ADDRESS_SPECIAL},            /* multicast, reserved, broadcast */
};

static enum address_class classify_v4(uint32_t ip)
{
    for (size_t i = 0; i < sizeof v4 / sizeof v4[0]; i++)
        if (((ip ^ v4[i].net) >> (32 - v4[i].bits)) == 0)
            return v4[i].is;
    return ADDRESS_PUBLIC;
}

static bool has_prefix(const uint8_t *ip, const uint8_t *prefix, int bits)
{
    int whole = bits / 8, rest = bits % 8;

    return memcmp(ip, prefix, (size_t)whole) == 0 &&
           (!rest || ((ip[whole] ^ prefix[whole]) >> (8 - rest)) == 0);
}

/* Unicast addresses given out to the public are in 2000::/3; these are not. */
static const struct { uint8_t net[16]; int bits; } not_public[] = {
    {{0x20, 0x01, 0x00}, 23},                    /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0D, 0xB8}, 32},              /* documentation */
    {{0x20, 0x02}, 16},                          /* 6to4: an IPv4 address inside */
    {{0x3F, 0xFF, 0x00}, 20},                    /* documentation */
};

static uint32_t v4_inside(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static enum address_class classify_v6(const uint8_t *ip)
{
    static const uint8_t global[] = {0x20}, unique_local[] = {0xFC}, loopback[16] = {[15] = 1};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};

    if (memcmp(ip, loopback, sizeof loopback) == 0 || has_prefix(ip, unique_local, 7))
        return ADDRESS_PRIVATE;
    if (has_prefix(ip, nat64, 96))               /* RFC 6052: what a translator makes of a public IPv4 */
        return classify_v4(v4_inside(ip + 12)) == ADDRESS_PUBLIC ? ADDRESS_PUBLIC : ADDRESS_SPECIAL;
    if (!has_prefix(ip, global, 3))
        return ADDRESS_SPECIAL;
    for (size_t i = 0; i < sizeof not_public / sizeof not_public[0]; i++)
        if (has_prefix(ip, not_public[i].net, not_public[i].bits))
            return ADDRESS_SPECIAL;
    return ADDRESS_PUBLIC;
}

enum address_class address_classify(const struct sockaddr *s)
{
    if (s->sa_family == AF_INET)
        return classify_v4(ntohl(((const struct sockaddr_in *)s)->sin_addr.s_addr));
    if (s->sa_family == AF_INET6)
        return classify_v6(((const struct sockaddr_in6 *)s)->sin6_addr.s6_addr);
    return ADDRESS_SPECIAL;
}
