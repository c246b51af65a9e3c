/// The touchpoint of each event as its place among the names, in the least width that holds them.
#[derive(Debug, Clone, PartialEq)]
pub enum TouchpointCodes {
    /// Up to 65,536 touchpoints.
    Short(Vec<u16>),
    /// More.
    Long(Vec<u32>),
}

/// One such place.
pub trait TouchpointCode: Copy + Ord + Into<u32> + std::hash::Hash + Send + Sync {
    /// As an index.
    fn index(self) -> usize;
}

impl TouchpointCode for u16 {
    #[inline]
    fn index(self) -> usize {
        self.into()
    }
}

impl TouchpointCode for u32 {
    #[inline]
    fn index(self) -> usize {
        self as usize
    }
}

impl TouchpointCodes {
    /// The codes in their least width; all are below `touchpoints`.
    #[must_use]
    pub fn new(codes: Vec<u32>, touchpoints: usize) -> Self {
        if touchpoints <= 1 << 16 {
            // Below 2^16 by the condition.
            return Self::Short(codes.into_iter().map(|code| u16::try_from(code).unwrap_or(u16::MAX)).collect());
        }
        Self::Long(codes)
    }

    /// The places, all below `touchpoints`, of codes that count them.
    pub(super) fn recoded(codes: &[u32], places: &[u32], touchpoints: usize) -> Self {
        if touchpoints <= 1 << 16 {
            let short: Vec<u16> = places.iter().map(|&place| u16::try_from(place).unwrap_or(u16::MAX)).collect();
            return Self::Short(codes.iter().map(|&code| short[code as usize]).collect());
        }
        Self::Long(codes.iter().map(|&code| places[code as usize]).collect())
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Short(codes) => codes.len(),
            Self::Long(codes) => codes.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of one event.
    #[must_use]
    pub fn get(&self, event: usize) -> Option<usize> {
        match self {
            Self::Short(codes) => codes.get(event).map(|code| code.index()),
            Self::Long(codes) => codes.get(event).map(|code| code.index()),
        }
    }
}
