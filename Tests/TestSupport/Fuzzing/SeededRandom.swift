/// Random numbers that the same seed repeats (the mixing function of SplitMix64).
public struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// The numbers of one input of a run, which do not depend on those of the inputs before.
    public init(seed: UInt64, index: Int) {
        state = seed &+ UInt64(index) &* 0xd134_2543_de82_ef95
        _ = next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// A number from 0 to below the limit.
    public mutating func below(_ limit: Int) -> Int { limit <= 1 ? 0 : Int.random(in: 0..<limit, using: &self) }

    public mutating func happens(oneIn count: Int) -> Bool { below(count) == 0 }
}
