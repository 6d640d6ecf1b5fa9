greeting = مرحبًا من ⁨Store⁩
