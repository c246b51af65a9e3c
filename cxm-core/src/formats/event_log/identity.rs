//! Who the anonymous visitors of a site were, once they said so.

use std::collections::HashMap;

/// Ids as small numbers, in the order in which they were first seen.
#[derive(Debug, Default)]
pub(super) struct Ids {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Ids {
    pub fn place(&mut self, id: &str) -> usize {
        if let Some(&place) = self.places.get(id) {
            return place;
        }
        self.names.push(id.to_owned());
        self.places.insert(id.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }
}

/// What the calls say on who is who.
#[derive(Debug, Default)]
pub(super) struct Identities {
    pub users: Ids,
    pub anonymous: Ids,
    /// An anonymous id was that of a user at a time.
    links: Vec<(usize, i64, usize)>,
    /// A user's former id, and the one that it became.
    aliases: Vec<(usize, usize)>,
}

impl Identities {
    /// A call had both ids; one without a time is before all others.
    pub fn link(&mut self, anonymous: usize, time: Option<i64>, user: usize) {
        self.links.push((anonymous, time.unwrap_or(i64::MIN), user));
    }

    /// The former id of a user, known or anonymous.
    pub fn alias(&mut self, previous: &str, time: Option<i64>, user: usize) {
        let former = self.users.place(previous);
        self.aliases.push((former, user));
        let anonymous = self.anonymous.place(previous);
        self.link(anonymous, time, user);
    }

    /// What is known, as answers.
    pub fn resolve(self) -> Resolved {
        let users = self.users;
        let mut root: Vec<usize> = (0..users.names.len()).collect();
        for &(former, user) in &self.aliases {
            let (former, user) = (find(&mut root, former), find(&mut root, user));
            if let Some(slot) = root.get_mut(former) {
                *slot = user;
            }
        }
        // A person's name: the least id that became no other; the least of all where each did.
        let mut is_former = vec![false; users.names.len()];
        for &(former, user) in &self.aliases {
            if former != user {
                is_former[former] = true; // one a user
            }
        }
        let mut person: HashMap<usize, usize> = HashMap::new();
        for user in 0..users.names.len() {
            let group = find(&mut root, user);
            let rank = |user: usize| (is_former.get(user), users.name(user));
            let best = person.entry(group).or_insert(user);
            if rank(user) < rank(*best) {
                *best = user;
            }
        }
        let of_user: Vec<usize> =
            (0..users.names.len()).map(|user| person.get(&find(&mut root, user)).copied().unwrap_or(user)).collect();
        let mut of_anonymous: HashMap<usize, Vec<(i64, usize)>> = HashMap::new();
        for (anonymous, time, user) in self.links {
            of_anonymous.entry(anonymous).or_default().push((time, of_user.get(user).copied().unwrap_or(user)));
        }
        for links in of_anonymous.values_mut() {
            links.sort_unstable_by(|a, b| (a.0, users.name(a.1)).cmp(&(b.0, users.name(b.1))));
        }
        Resolved { users, anonymous: self.anonymous, of_user, of_anonymous }
    }
}

/// The root of a group, halving the way to it.
fn find(root: &mut [usize], mut place: usize) -> usize {
    // Places are below the length, as roots are.
    while root[place] != place {
        root[place] = root[root[place]];
        place = root[place];
    }
    place
}

/// Who is who.
#[derive(Debug)]
pub(super) struct Resolved {
    users: Ids,
    anonymous: Ids,
    of_user: Vec<usize>,
    of_anonymous: HashMap<usize, Vec<(i64, usize)>>,
}

impl Resolved {
    /// Whose event it is: the user's whom it names; else the one whom its anonymous id next turned out to be, or last was; else the anonymous id.
    pub fn customer(&self, user: Option<usize>, anonymous: Option<usize>, time: i64) -> Option<&str> {
        if let Some(user) = user {
            return Some(self.users.name(self.of_user.get(user).copied().unwrap_or(user)));
        }
        let anonymous = anonymous?;
        let Some(links) = self.of_anonymous.get(&anonymous) else { return Some(self.anonymous.name(anonymous)) };
        let next = links.partition_point(|(linked, _)| *linked < time);
        links.get(next).or(links.last()).map(|(_, user)| self.users.name(*user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_aliases_is_one_person_in_whatever_order_it_is_told() {
        for order in [[0, 1], [1, 0]] {
            let mut ids = Identities::default();
            let aliases = [("old", "new"), ("new", "newest")];
            for place in order {
                let (previous, user) = aliases[place];
                let user = ids.users.place(user);
                ids.alias(previous, None, user);
            }
            let old = ids.users.place("old");
            let resolved = ids.resolve();
            assert_eq!(resolved.customer(Some(old), None, 0), Some("newest"));
        }
    }

    #[test]
    fn a_device_of_two_users_belongs_to_the_one_who_signs_in_next() {
        let mut ids = Identities::default();
        let device = ids.anonymous.place("device");
        let (ann, bob) = (ids.users.place("ann"), ids.users.place("bob"));
        ids.link(device, Some(20), bob);
        ids.link(device, Some(10), ann);
        let resolved = ids.resolve();
        let of = |time| resolved.customer(None, Some(device), time);
        assert_eq!((of(5), of(10), of(15), of(30)), (Some("ann"), Some("ann"), Some("bob"), Some("bob")));
    }

    #[test]
    fn ids_that_became_one_another_are_one_person() {
        let mut ids = Identities::default();
        for (previous, user) in [("a", "b"), ("b", "a"), ("c", "c")] {
            let user = ids.users.place(user);
            ids.alias(previous, None, user);
        }
        let (b, c) = (ids.users.place("b"), ids.users.place("c"));
        let resolved = ids.resolve();
        assert_eq!(resolved.customer(Some(b), None, 0), Some("a"));
        assert_eq!(resolved.customer(Some(c), None, 0), Some("c"));
    }
}
