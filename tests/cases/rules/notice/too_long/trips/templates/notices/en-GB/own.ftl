short-title-announcement = The { $brand } online store is closing, after so many years

short-sunset = Whatever you still want to do in the store, please do it { $when } by the clock of { $zone }, because nothing of it can be used from then on, however it is tried.
