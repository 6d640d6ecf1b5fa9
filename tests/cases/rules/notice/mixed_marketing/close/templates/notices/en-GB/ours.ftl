lead-reminder = The { $brand } online store at { $site } closes. What you buy is delivered as ever.
