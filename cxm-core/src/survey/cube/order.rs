use crate::columns::Key;
use std::collections::HashMap;

/// In which order the groups of a column stand: as its categories, while all frames and cubes that were put together agree.
///
/// Categories agree when one list begins with the other; the longer one holds. So the order does not depend on what came
/// first: the lists are a tree by their beginnings, "no categories" is its root, and "by value" is above all of it.
#[derive(Debug, Clone, Default)]
pub(super) enum CategoryOrder {
    /// No column with categories was seen.
    #[default]
    Unknown,
    /// The categories in order, each once.
    Categories(Vec<Key>),
    /// Two frames had different ones.
    ByValue,
}

impl CategoryOrder {
    /// Takes in the categories of one more column; none: it has no order, and says nothing.
    pub fn join<'k>(&mut self, categories: impl ExactSizeIterator<Item = &'k Key>) {
        match self {
            Self::Unknown if categories.len() > 0 => *self = Self::Categories(categories.cloned().collect()),
            Self::Unknown | Self::ByValue => {}
            Self::Categories(own) => {
                let mut more = categories;
                let agree = own.iter().all(|own| more.next().is_none_or(|other| own == other));
                if agree {
                    own.extend(more.cloned());
                } else {
                    *self = Self::ByValue;
                }
            }
        }
    }

    /// Takes in the order of another cube.
    pub fn merge(&mut self, other: &Self) {
        match other {
            Self::Unknown => {}
            Self::Categories(categories) => self.join(categories.iter()),
            Self::ByValue => *self = Self::ByValue,
        }
    }

    /// The place of each category; empty where groups stand by value.
    pub fn ranks(&self) -> HashMap<&Key, usize> {
        match self {
            Self::Categories(categories) => categories.iter().zip(0..).collect(),
            Self::Unknown | Self::ByValue => HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(categories: &str) -> CategoryOrder {
        let keys: Vec<Key> = categories.chars().map(|one| one.to_string().as_str().into()).collect();
        let mut order = CategoryOrder::default();
        order.join(keys.iter());
        order
    }

    fn shown(order: &CategoryOrder) -> String {
        match order {
            CategoryOrder::Unknown => String::new(),
            CategoryOrder::ByValue => "by value".to_owned(),
            CategoryOrder::Categories(keys) => keys.iter().map(ToString::to_string).collect(),
        }
    }

    fn merged(orders: &[&str]) -> String {
        let mut all = CategoryOrder::default();
        for order in orders {
            all.merge(&of(order));
        }
        shown(&all)
    }

    #[test]
    fn orders_that_begin_alike_are_one() {
        assert_eq!(merged(&["", "mh", "m", "mhl", ""]), "mhl");
        assert_eq!(merged(&["mh", "hm"]), "by value");
        assert_eq!(merged(&["mh", "hm", "mh"]), "by value");
    }

    #[test]
    fn what_came_first_makes_no_difference() {
        let orders = ["", "m", "mh", "mhl", "ml", "h"];
        for a in orders {
            for b in orders {
                assert_eq!(merged(&[a, b]), merged(&[b, a]));
                for c in orders {
                    let (mut left, mut right) = (of(a), of(b));
                    right.merge(&of(c));
                    left.merge(&right);
                    assert_eq!(shown(&left), merged(&[a, b, c]));
                }
            }
        }
    }
}
