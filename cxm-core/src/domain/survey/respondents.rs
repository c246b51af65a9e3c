use crate::domain::document::names;

names! {
    /// Who is asked.
    pub enum Respondents {
        /// Those who have bought.
        Customers "customers",
        /// Those who may buy.
        Prospects "prospects",
        /// Those who work here.
        Employees "employees",
        /// Those who sell or serve with us.
        Partners "partners",
    }
}
