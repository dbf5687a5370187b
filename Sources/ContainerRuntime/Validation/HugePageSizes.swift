internal import OCISpecification

/// The sizes of huge pages that `linux.resources.hugepageLimits` names: refused here, since the control groups that exist until
/// a file is missing would have to be taken away again.
enum HugePageSizes {
    static func check(_ limits: [LinuxHugepageLimit]) throws(RuntimeError) {
        for (index, limit) in limits.enumerated() where !isSize(limit.pageSize.utf8) {
            throw .invalid(
                "linux.resources.hugepageLimits[\(index)].pageSize",
                "`\(limit.pageSize)` is no size of a page: a number followed by KB, MB or GB, as the kernel writes it")
        }
    }

    /// `^[1-9][0-9]*[KMG]B$`
    private static func isSize(_ text: String.UTF8View) -> Bool {
        let digits = text.dropLast(2)
        guard let first = digits.first, first != UInt8(ascii: "0"), text.last == UInt8(ascii: "B") else { return false }
        let unit = text.dropLast().last!
        return digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (unit == UInt8(ascii: "K") || unit == UInt8(ascii: "M") || unit == UInt8(ascii: "G"))
    }
}
