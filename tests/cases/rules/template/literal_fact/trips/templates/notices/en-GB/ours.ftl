lead-reminder = The { $brand } online store at { $site } closes on 31 December 2024, at 11pm.
    Write to care@mi.example or call +44 20 7946 0000, or look at www.mi.com/uk.
days-left = { $days-form ->
    [one] You have a day left.
   *[other] You have 30 days left, and get 10 % off or £5.
}
greeting = Hello,
    .hint = On Monday
