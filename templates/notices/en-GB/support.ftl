# What customer service answers. An answer is read at any time until the next notice: it gives each date with its word and
# says of none whether it is ahead or behind.

faq-title = Questions and answers about the closing of the { $brand } online store
faq-correction = Which date has changed?
faq-close = When does the online store close?
faq-close-answer = { $word ->
    [before] Last use of the online store at { $site }: { $when }, that is until { $last-time } on { $last-day } ({ $zone }).
    [from] The online store at { $site } is closed { $when }; it can be used until { $last-time } on { $last-day } ({ $zone }).
   *[other] The online store at { $site } closes { $when }; it can be used until { $last-time } on { $last-day } ({ $zone }).
}
faq-order = Can I still order?
faq-order-answer = { $word ->
    [before] Last orders in the { $brand } online store: { $when } ({ $zone }).
    [from] No new orders in the { $brand } online store { $when } ({ $zone }). Until then you can order.
   *[other] Ordering in the { $brand } online store ends { $when } ({ $zone }). Until then you can order.
}
faq-order-ended = No, ordering in the { $brand } online store has ended.
faq-where = Where do I find what replaces the store?
faq-action = Do I have to do anything?
faq-action-answer = What there is to do, if anything, is said with each answer here.
faq-accounts = What happens to my account?
faq-orders = What happens to my past orders?
faq-open-orders = What happens to an order that is on its way?
faq-returns = Can I still return something?
faq-after-sales = Who does repairs, and what about my warranty?
faq-logistics = What happens to the records of my deliveries?
faq-feedback = What happens to the reviews and comments I have written?
faq-loyalty-points = What happens to my points?
faq-coupons = What happens to my coupons?
faq-stored-value = What happens to my gift cards and store credit?
faq-addresses = What happens to my saved addresses?
faq-consent = What happens to my newsletter and privacy choices?
faq-customer-service = Who is my customer service?
faq-catalogue = What happens to the products?
faq-service = What happens to this: { $service }?
faq-app = What happens to the app { $app }?
faq-dates = Which dates are there?
faq-genuine = Is this message genuine?
faq-data = Who is responsible for my personal data?
faq-rights = Do my legal rights change?
faq-no-advice = Customer service cannot give legal advice.
faq-brand = What happens to the { $brand } brand?
faq-untouched = Who is not affected?
faq-contact = Where can I ask?

# A date, and when it is.
faq-row = { $what } – { $when }

macro-greeting = Hello,
macro-lead = Thank you for your message about the closing of the { $brand } online store at { $site }. { $successor } takes over from it.
macro-lead-alone = Thank you for your message about the closing of the { $brand } online store at { $site }.
macro-correction = This has changed since we first wrote about it:
macro-dates = These are the dates:
