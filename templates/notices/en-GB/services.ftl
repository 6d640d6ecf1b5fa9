# Each service by its class, and what happens to it. A class that has no message of its own takes the general one.

service-accounts = Your account
service-orders = Past orders
service-open-orders = Orders on their way
service-returns = Returns
service-after-sales = Repairs and warranty
service-logistics = Delivery records
service-feedback = Reviews and comments
service-loyalty-points = Loyalty points
service-coupons = Coupons
service-stored-value = Gift cards and store credit
service-addresses = Saved addresses
service-consent = Newsletter and privacy choices
service-customer-service = Customer service
service-catalogue = Products
service-other = Other services
service-named = { $service } ({ $name })

fate-transfer = This moves to { $successor }.
fate-reissue = This ends here, and { $successor } issues it to you again.
fate-reroute = { $successor } takes this over.
fate-end = This ends and is not carried over.
fate-accounts-transfer = Your account moves to { $successor }.
fate-orders-transfer = Your past orders move to { $successor }, and you can look them up there.
fate-open-orders-transfer = Orders that have not reached you yet move to { $successor }, which completes them.
fate-returns-transfer = Returns, including those you have already started, move to { $successor }.
fate-returns-reroute = To return something, you turn to { $successor }.
fate-after-sales-transfer = Repairs and warranty cases move to { $successor }.
fate-after-sales-reroute = For repairs and warranty, you turn to { $successor }.
fate-logistics-transfer = The records of your deliveries move to { $successor }.
fate-feedback-transfer = The reviews and comments you have written move to { $successor }.
fate-loyalty-points-transfer = Your points move to { $successor }.
fate-loyalty-points-reissue = Your points end here, and { $successor } credits them to you again.
fate-loyalty-points-end = Your points end and are not carried over.
fate-coupons-transfer = Your coupons move to { $successor }.
fate-coupons-reissue = Your coupons end here, and { $successor } issues them to you again.
fate-coupons-end = Your coupons end and are not carried over.
fate-stored-value-transfer = Your gift cards and store credit move to { $successor }.
fate-stored-value-reissue = Your gift cards and store credit end here, and { $successor } issues them to you again.
fate-stored-value-end = Your gift cards and store credit end and are not carried over.
fate-addresses-transfer = Your saved addresses move to { $successor }.
fate-consent-end = Your newsletter and privacy choices are not carried over.
fate-consent-transfer = Your newsletter and privacy choices move to { $successor }.
fate-customer-service-transfer = Customer service moves to { $successor }.
fate-customer-service-reroute = For customer service, you turn to { $successor }.
fate-catalogue-transfer = The whole { $brand } range moves to { $successor }.
fate-catalogue-transfer-but = The { $brand } range moves to { $successor }, but for { $lines }.

tail = It goes on for { $span } after delivery.
tail-open-orders = An order is tracked for { $span } after its delivery, also after the store has closed.
tail-returns = What you ordered here can be sent back for { $span } after its delivery, also after the store has closed.
timing-window = The move takes place { $since } and is complete { $until }.
timing-instant = This applies { $since }.
timing-until = This is complete { $until }.
timing-end = { $word ->
    [before] It is available { $when }, not later.
    [from] It is no longer available { $when }.
   *[other] It ends { $when }.
}
timing-end-consent = { $word ->
    [before] They hold { $when }, not later.
    [from] They no longer hold { $when }.
   *[other] They end { $when }.
}
timing-end-coupons = { $word ->
    [before] Please use what you have { $when }.
    [from] You can no longer use them { $when }.
   *[other] They end { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] Please use what you have { $when }.
    [from] You can no longer use them { $when }.
   *[other] They end { $when }.
}
timing-end-stored-value = { $word ->
    [before] Please use what you have { $when }.
    [from] You can no longer use them { $when }.
   *[other] They end { $when }.
}
gap = It is paused from { $from } and available again { $until }, so you may be without it for up to { days }.
gap-loyalty-points = You cannot use your points from { $from }. They are available again { $until }, so you may be without them for up to { days }.
gap-coupons = You cannot use your coupons from { $from }. They are available again { $until }, so you may be without them for up to { days }.
gap-stored-value = You cannot spend your gift cards and store credit from { $from }. They are available again { $until }, so you may be without them for up to { days }.
cohort-held = It covers the balance held { $when }.
cohort-valid = It covers those valid { $when }.
cohort-loyalty-points-held = What counts is the balance you hold { $when }.
cohort-coupons-valid = Every coupon valid { $when } is included.
cohort-coupons-issued = Every coupon issued { $when } is included.
cohort-issued = It covers those issued { $when }.
rate = Conversion: { $old } to { $new }.
rate-loyalty-points = { $old-form ->
    [one] { $old } point here becomes
   *[other] { $old } points here become
} { $new-form ->
    [one] { $new } point at { $successor }.
   *[other] { $new } points at { $successor }.
}
rounding-up = Fractions are rounded up.
rounding-down = Fractions are rounded down.
rounding-nearest = Fractions are rounded to the nearest whole.
reduced-value = What you receive is worth less than what you had.
reduced-validity = What you receive is valid for a shorter time than what you had.
reduced-minimum-spend = You must spend more to use what you receive than to use what you had.
reduced-scope = What you receive can be used for fewer things than what you had.
valid-for = Once it is back, it can be used for { $span }.
compensation = You receive something in return for that time; customer service can tell you what.
compensation-validity-extended-by-the-gap = In return, validity is extended by the length of the gap.
no-action = You do not need to do anything.
match-account = You do not need to do anything if { $successor } can match your account. If you cannot find it there, please contact us.
match-service = Once your account has been matched, you do not need to do anything.
where = New address:
reach = Contact:

now-transfer = Moved to { $successor }.
now-reissue = Issued again by { $successor }.
now-reroute = Provided by { $successor }.
now-end = This has ended.
now-pending = This is still under way and will be complete { $until }.
