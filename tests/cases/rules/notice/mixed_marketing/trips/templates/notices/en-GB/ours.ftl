lead-reminder = The { $brand } online store at { $site } closes. Buy now: free delivery!
