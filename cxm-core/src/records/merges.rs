use super::Customer;
use crate::domain::document::Problem;
use crate::domain::parents::{circle_text, circles};
use crate::error::{Code, Error, Result};
use std::collections::HashMap;

/// Which customer each one was found to be, after all merges. Old ids stay resolvable.
///
/// # Examples
/// ```
/// use cxm_core::domain::document::read_text;
/// use cxm_core::records::{Customer, Merges};
/// let text = r#"[{"id": "a", "status": "active", "identities": [], "mergedInto": "b"},
///     {"id": "b", "status": "active", "identities": [], "mergedInto": "c"}, {"id": "c", "status": "active", "identities": []}]"#;
/// let customers = read_text::<Vec<Customer>>("customers", text)?.0.unwrap();
/// let merges = Merges::of(&customers)?;
/// assert_eq!((merges.resolve("a"), merges.resolve("c"), merges.resolve("z")), ("c", "c", "z"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merges<'c>(HashMap<&'c str, &'c str>);

impl<'c> Merges<'c> {
    /// The merges of these customers, in linear time.
    ///
    /// # Errors
    /// `invalid_document` (V-C2) when customers are merged in a circle; the message names it.
    pub fn of(customers: &'c [Customer]) -> Result<Self> {
        let graph = Graph::of(customers);
        if let Some(circle) = graph.circles().first() {
            let message = format!("V-C2: customers are merged in a circle: {}; undo one merge", graph.text(circle));
            return Err(Error::new(Code::InvalidDocument, message));
        }
        let mut resolved: HashMap<&str, &str> = HashMap::new();
        for customer in customers {
            // Up to one whose end is known, then the way back: each customer is passed twice at most.
            let (mut way, mut end) = (Vec::new(), customer.id.as_str());
            loop {
                if let Some(&known) = resolved.get(end) {
                    end = known;
                    break;
                }
                way.push(end);
                match graph.next(end) {
                    Some(next) => end = next,
                    None => break,
                }
            }
            resolved.extend(way.into_iter().map(|id| (id, end)));
        }
        Ok(Self(resolved))
    }

    /// The customer that an id stands for: itself, where it was not merged or is not known.
    #[must_use]
    pub fn resolve<'i>(&self, id: &'i str) -> &'i str
    where
        'c: 'i,
    {
        self.0.get(id).copied().unwrap_or(id)
    }
}

impl Customer {
    /// Adds what is wrong between the customers of the list that stands at `pointer`: V-C2, and a warning where one is merged into a
    /// customer that is not among them.
    pub fn check_all(customers: &[Self], pointer: &str, problems: &mut Vec<Problem>) {
        check_merges(customers, pointer, problems);
    }
}

fn check_merges(customers: &[Customer], pointer: &str, problems: &mut Vec<Problem>) {
    let graph = Graph::of(customers);
    for circle in graph.circles() {
        // That of one is told by the customer's own check.
        if let [_, .., last] = circle.as_slice() {
            let message = format!("customers are merged in a circle: {}; undo one merge", graph.text(&circle));
            problems.push(Problem::error("V-C2", format!("{pointer}/{last}/mergedInto"), message));
        }
    }
    for (place, customer) in customers.iter().enumerate() {
        if let Some(into) = customer.merged_into.as_ref().filter(|into| !graph.places.contains_key(into.as_str())) {
            let message = format!("the customer {:?} is not among these, so old ids cannot be resolved", into.as_str());
            problems.push(Problem::warning(Code::UnknownId.name(), format!("{pointer}/{place}/mergedInto"), message));
        }
    }
}

struct Graph<'c> {
    customers: &'c [Customer],
    places: HashMap<&'c str, usize>,
}

impl<'c> Graph<'c> {
    fn of(customers: &'c [Customer]) -> Self {
        let mut places = HashMap::with_capacity(customers.len());
        for (place, customer) in customers.iter().enumerate() {
            places.entry(customer.id.as_str()).or_insert(place);
        }
        Self { customers, places }
    }

    fn next(&self, id: &str) -> Option<&'c str> {
        let customer = self.customers.get(*self.places.get(id)?)?;
        customer.merged_into.as_ref().map(crate::domain::CustomerId::as_str)
    }

    fn circles(&self) -> Vec<Vec<usize>> {
        circles(self.customers.len(), |place| {
            let into = self.customers.get(place)?.merged_into.as_ref()?;
            self.places.get(into.as_str()).copied()
        })
    }

    fn text(&self, circle: &[usize]) -> String {
        circle_text(circle, |place| self.customers.get(place).map_or("", |customer| customer.id.as_str()))
    }
}
