//! Numbers and words that look random and are the same on every run.

/// Words for names and texts, each neutral.
const WORDS: [&str; 48] = [
    "amber", "basin", "birch", "brook", "canyon", "cedar", "clay", "cliff", "cloud", "coast", "copper", "coral", "delta", "dune", "ember",
    "fern", "field", "fjord", "flint", "forest", "glade", "granite", "grove", "harbour", "heath", "hollow", "island", "ivory", "lagoon",
    "lake", "marble", "marsh", "meadow", "mist", "moor", "ocean", "olive", "orchard", "pebble", "pine", "prairie", "quarry", "reef",
    "ridge", "river", "sand", "slate", "valley",
];

/// A splitmix64 generator, seeded by table and row, so that rows don't depend on each other's order.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn of_row(table: &str, row: u64) -> Self {
        let seed = table.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(seed ^ row.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound - 1`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A row's key in a table of `n_rows`: keys count from 1.
    pub(super) fn key(&mut self, n_rows: u64) -> u64 {
        1 + self.below(n_rows)
    }

    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.below(choices.len() as u64);
        choices[usize::try_from(index).unwrap_or_default()]
    }

    /// `n_words` words, the first one capitalised.
    pub(super) fn words(&mut self, n_words: usize) -> String {
        let words: Vec<&str> = (0..n_words).map(|_| self.one_of(&WORDS)).collect();
        let mut text = words.join(" ");
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text
    }

    /// Degrees in steps of 1/16: few enough digits for single precision, so every database spells them alike.
    pub(super) fn degrees(&mut self, limit: u32) -> f64 {
        let step = u32::try_from(self.below(u64::from(limit) * 2 * 16)).unwrap_or_default();
        f64::from(step) / 16.0 - f64::from(limit) + 1.0 / 32.0
    }

    /// A day of the year 2024 as `YYYY-MM-DD`.
    pub(super) fn day(&mut self) -> String {
        format!("2024-{:02}-{:02}", self.key(12), self.key(28))
    }
}
