//! Random tokens: refresh tokens, session tokens, static tokens.

use rand::Rng;
use subtle::ConstantTimeEq;

/// The letters of Directus's tokens: 64, so that each takes six bits of a random byte evenly.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The length of a token: 64 letters, 384 bits.
pub const N_TOKEN_LETTERS: usize = 64;

/// A token that nobody can guess, in letters that need no escaping in a URL.
pub fn random_token() -> String {
    random_letters(N_TOKEN_LETTERS)
}

/// As many random letters of the same kind as are asked for.
pub fn random_letters(n_letters: usize) -> String {
    let mut bytes = vec![0; n_letters];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 63)])).collect()
}

/// Whether two tokens are the same, in a time that doesn't tell how much of them is.
pub fn is_same_token(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn tokens_look_like_directus_tokens() {
        let token = random_token();
        assert_eq!(token.len(), 64);
        assert!(token.bytes().all(|byte| LETTERS.contains(&byte)), "{token}");
        assert_eq!(LETTERS.iter().collect::<HashSet<_>>().len(), 64);
    }

    #[test]
    fn no_two_tokens_are_the_same() {
        let tokens: HashSet<String> = (0..1000).map(|_| random_token()).collect();
        assert_eq!(tokens.len(), 1000);
    }

    #[test]
    fn compares_tokens() {
        assert!(is_same_token("abc", "abc"));
        assert!(!is_same_token("abc", "abd"));
        assert!(!is_same_token("abc", "abcd"));
        assert!(!is_same_token("abc", ""));
    }
}
