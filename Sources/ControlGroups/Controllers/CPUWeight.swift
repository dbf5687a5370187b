// Only for the two functions of mathematics that the conversion is made of.
internal import Glibc

/// The weight of version 2 (1 to 10000, usually 100) for shares of version 1 (2 to 262144, usually 1024).
public enum CPUWeight {
    /// As crun 1.23 and runc 1.4 convert: a curve through both ends of the scales and through both usual values. The
    /// straight line of before gave containers with usual shares 39, well under everything else on the machine.
    public static func of(shares: UInt64) -> UInt64 {
        if shares <= 2 { return 1 }
        if shares >= 262_144 { return 10_000 }
        let length = log2(Double(shares))
        let exponent = (length * length + 125 * length) / 612 - 7.0 / 34.0
        return UInt64(ceil(pow(10, exponent)))
    }
}
