# On 31 December 2024 this was agreed: 10 % off is said by nobody.
lead-reminder = { $site ->
    [23] You may use the store at { $site } a last time.
   *[other] The { $brand } online store at { $site } closes, and your MP3s and 2FA go with it, e.g. on your phone.
}
zone-Europe-London = UTC and up to 1 hour
