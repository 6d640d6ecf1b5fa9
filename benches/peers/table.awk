# Reads the tables of all shops and writes what `cutover` writes of them: a map for nginx and a table for people, a shop each.
# gawk -v out=DIR -f table.awk SHOP=0 regions/shop0/redirects.csv SHOP=1 …
BEGIN { FS = "," }
{ sub(/\r$/, "") }
FNR == 1 { next }
{
    host = "www.shop" SHOP ".test"
    key = SHOP SUBSEP $1
    if (key in to) {
        if (to[key] != $2 || status[key] != $3) { print FILENAME ":" FNR ": conflict" > "/dev/stderr"; exit 1 }
        next
    }
    to[key] = $2; status[key] = $3 == "" ? 301 : $3; place[key] = FILENAME ":" FNR
}
END {
    for (key in to) {
        split(key, part, SUBSEP)
        shop = part[1]; from = part[2]; host = "www.shop" shop ".test"
        end = to[key]; code = status[key]; hops = 0
        while (match(end, /^https:\/\/www\.shop[0-9]+\.test/)) {
            other = substr(end, 17, RLENGTH - 21) SUBSEP substr(end, RLENGTH + 1)
            if (!(other in to)) break
            if (++hops > 32) { print place[key] ": cycle" > "/dev/stderr"; exit 1 }
            if (status[other] == 302) code = 302
            end = to[other]
        }
        age = code == 301 ? 86400 : 300
        printf "    \"%s\" \"%s %d keep %d %s\";\n", from, from, code, age, end > (out "/" host ".map")
        printf "https://%s%s,%s,redirect,%d,,,keep,,,shop%s/shop,rule,%s\n", host, from, to[key], status[key], shop, place[key] > (out "/shop" shop ".csv")
    }
}
