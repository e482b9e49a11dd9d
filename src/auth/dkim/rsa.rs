//! A new RSA key of 2048 bits (RFC 8301 §3.2), which ring signs with but does not make: two primes
//! found as FIPS 186-5 appendix A.1.3 says. Nothing here signs or reads a key.

use num_bigint::BigUint;
use ring::rand::SecureRandom;

use super::der;

/// Bits of each of both primes.
const PRIME_BITS: u64 = 1024;
/// The same in octets.
const PRIME_OCTETS: usize = 128;
/// FIPS 186-5 table B.1 asks for 5; more cost nothing that anybody notices.
const ROUNDS: usize = 20;
/// Divided by before the long test.
const SMALL: u32 = 2000;
const EXPONENT: u32 = 65537;

/// A private key as PKCS #8; `None` when the system gives no random numbers.
pub fn generate(random: &dyn SecureRandom) -> Option<Vec<u8>> {
    let small = small_primes();
    let p = prime(random, &small)?;
    let q = loop {
        let q = prime(random, &small)?;
        // FIPS 186-5 A.1.3 step 5.4: primes near one another can be found from their product.
        let (low, high) = if p < q { (&p, &q) } else { (&q, &p) };
        if (high - low).bits() > PRIME_BITS - 100 {
            break q;
        }
    };
    let (p, q) = if p > q { (p, q) } else { (q, p) };
    let one = BigUint::from(1u32);
    let (less_p, less_q) = (&p - &one, &q - &one);
    let e = BigUint::from(EXPONENT);
    let lambda = &less_p * &less_q / common_divisor(&less_p, &less_q);
    let d = e.modinv(&lambda)?;
    let numbers = [
        &BigUint::ZERO,
        &(&p * &q),
        &e,
        &d,
        &p,
        &q,
        &(&d % &less_p),
        &(&d % &less_q),
        &q.modinv(&p)?,
    ];
    // RFC 8017 appendix A.1.2.
    let private: Vec<_> = numbers.iter().map(|n| der::integer(&n.to_bytes_be())).collect();
    Some(der::rsa_pkcs8(&der::sequence(&private)))
}

fn small_primes() -> Vec<u32> {
    let is_prime = |n: &u32| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (3..SMALL).filter(is_prime).collect()
}

/// A random prime with both top bits set, so that the product of two has every bit it should.
fn prime(random: &dyn SecureRandom, small: &[u32]) -> Option<BigUint> {
    loop {
        let mut candidate = number(random)?;
        candidate.set_bit(PRIME_BITS - 1, true);
        candidate.set_bit(PRIME_BITS - 2, true);
        candidate.set_bit(0, true);
        let divides = |d: &u32| &candidate % d == BigUint::ZERO;
        // e must have an inverse: 65537 is prime, so it is enough that it does not divide p − 1.
        if small.iter().any(divides) || &candidate % EXPONENT == BigUint::from(1u32) {
            continue;
        }
        if is_prime(&candidate, random)? {
            return Some(candidate);
        }
    }
}

/// Miller and Rabin (FIPS 186-5 appendix B.3.1); `None` when there are no random numbers.
fn is_prime(candidate: &BigUint, random: &dyn SecureRandom) -> Option<bool> {
    let one = BigUint::from(1u32);
    let less = candidate - &one;
    let twos = less.trailing_zeros().unwrap_or_default();
    let odd = &less >> twos;
    'rounds: for _ in 0..ROUNDS {
        // Below the candidate, whose top bit is set; 0 and 1 prove nothing and do not come.
        let base = number(random)? % (candidate - 3u32) + 2u32;
        let mut power = base.modpow(&odd, candidate);
        if power == one || power == less {
            continue;
        }
        for _ in 1..twos {
            power = &power * &power % candidate;
            if power == less {
                continue 'rounds;
            }
        }
        return Some(false);
    }
    Some(true)
}

fn number(random: &dyn SecureRandom) -> Option<BigUint> {
    let mut octets = [0; PRIME_OCTETS];
    random.fill(&mut octets).ok()?;
    Some(BigUint::from_bytes_be(&octets))
}

fn common_divisor(a: &BigUint, b: &BigUint) -> BigUint {
    let (mut a, mut b) = (a.clone(), b.clone());
    while b != BigUint::ZERO {
        (a, b) = (b.clone(), a % &b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::RsaKeyPair;

    #[test]
    fn ring_takes_what_is_made() {
        // ring checks size, oddness and that all numbers belong together.
        let made = generate(&SystemRandom::new()).unwrap();
        let key = RsaKeyPair::from_pkcs8(&made).unwrap();
        assert_eq!(key.public().modulus_len(), 256);
        assert_ne!(generate(&SystemRandom::new()).unwrap(), made);
    }

    #[test]
    fn primes_are_told_from_others() {
        let random = SystemRandom::new();
        let is = |text: &str| {
            is_prime(&BigUint::parse_bytes(text.as_bytes(), 10).unwrap(), &random).unwrap()
        };
        // 2^127 − 1 and 2^89 − 1; their product; a Carmichael number.
        assert!(is("170141183460469231731687303715884105727"));
        assert!(is("618970019642690137449562111"));
        let product = BigUint::from((1u128 << 127) - 1) * ((1u128 << 89) - 1);
        assert!(!is(&product.to_string()));
        assert!(!is("561"));
        assert!(!is("340561"));
    }
}
