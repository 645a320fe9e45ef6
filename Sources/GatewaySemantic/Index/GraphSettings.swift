/// How a graph is built and searched.
package struct GraphSettings: Equatable, Sendable {
    /// Links of an entry on each upper layer; the ground layer has twice as many.
    package var links: Int
    /// Entries that an insertion keeps in view while it looks for neighbours. More make a better graph, slower.
    package var buildBreadth: Int
    /// Entries that a search keeps in view. More find more, slower.
    package var searchBreadth: Int
    /// How many of the best are scored again by their halves; with 0 no halves are kept, which saves two thirds of the
    /// memory and loses the order among entries that differ by less than the rounding of bytes.
    package var rescored: Int
    /// Where the layers of entries come from. The same entries in the same order give the same graph.
    package var seed: UInt64

    /// Creates settings; what is out of range is brought into it.
    package init(
        links: Int = 16,
        buildBreadth: Int = 128,
        searchBreadth: Int = 256,
        rescored: Int = 32,
        seed: UInt64 = 0
    ) {
        self.links = min(max(links, 4), Self.mostLinks)
        self.buildBreadth = min(max(buildBreadth, 8), Self.mostBreadth)
        self.searchBreadth = min(max(searchBreadth, 8), Self.mostBreadth)
        self.rescored = min(max(rescored, 0), Self.mostBreadth)
        self.seed = seed
    }

    static let mostLinks = 64
    static let mostBreadth = 4096
    /// The highest layer: with the fewest links, one entry of a thousand million reaches it.
    static let highestLayer = 15

    /// Links of an entry on a layer.
    func room(on layer: Int) -> Int {
        layer == 0 ? 2 * self.links : self.links
    }

    /// The highest layer of an entry: each layer has one of `links` entries of the layer below.
    ///
    /// It follows from the id, not from a generator that threads would have to share in some order.
    func layer(of id: UInt64) -> Int {
        // The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
        var mixed = (id ^ self.seed) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        let part = Double(mixed >> 11) * 0x1p-53
        var layer = 0
        var limit = 1 / Double(self.links)
        while part < limit, layer < Self.highestLayer {
            layer += 1
            limit /= Double(self.links)
        }
        return layer
    }
}
