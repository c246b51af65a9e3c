use super::{ByteForm, Retract, State};

/// Checks the laws of [`State`] and its byte form on three states of one spec.
///
/// # Errors
/// The name of the first law that does not hold.
pub fn check_laws<S: State + ByteForm>(a: &S, b: &S, c: &S) -> Result<(), String> {
    let merged = |x: &S, y: &S| -> Result<S, String> {
        let mut sum = x.clone();
        sum.merge(y).map_err(|error| format!("merge failed: {error}"))?;
        Ok(sum)
    };
    let zero = S::new(a.spec());
    hold("new is a left identity", &merged(&zero, a)?, a)?;
    hold("new is a right identity", &merged(a, &zero)?, a)?;
    hold("merge is commutative", &merged(a, b)?, &merged(b, a)?)?;
    hold("merge is associative", &merged(&merged(a, b)?, c)?, &merged(a, &merged(b, c)?)?)?;
    for state in [a, b, c, &zero] {
        let bytes = state.to_bytes();
        let back = S::from_bytes(&bytes).map_err(|error| format!("bytes are refused: {error}"))?;
        hold("bytes give the state back", &back, state)?;
        if back.to_bytes() != bytes {
            return Err("the byte form is not canonical".to_owned());
        }
    }
    if merged(a, b)?.to_bytes() != merged(b, a)?.to_bytes() {
        return Err("equal states have different bytes".to_owned());
    }
    Ok(())
}

/// Checks that subtracting undoes merging, bit for bit.
///
/// # Errors
/// The name of the law that does not hold.
pub fn check_retract<S: Retract + ByteForm>(a: &S, b: &S) -> Result<(), String> {
    let mut sum = a.clone();
    sum.merge(b).map_err(|error| format!("merge failed: {error}"))?;
    sum.subtract(b).map_err(|error| format!("subtract failed: {error}"))?;
    hold("subtract undoes merge", &sum, a)?;
    if sum.to_bytes() != a.to_bytes() {
        return Err("subtract leaves other bytes than were there before".to_owned());
    }
    Ok(())
}

fn hold<S: PartialEq>(law: &str, left: &S, right: &S) -> Result<(), String> {
    if left == right { Ok(()) } else { Err(format!("law broken: {law}")) }
}
