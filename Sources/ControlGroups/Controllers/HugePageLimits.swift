internal import OCISpecification

/// Limits of huge pages by size: `hugetlb.SIZE.*`.
struct HugePageLimits {
    let limits: [LinuxHugepageLimit]

    init(_ limits: [LinuxHugepageLimit]) { self.limits = limits }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        if limits.isEmpty { return }
        guard let place = group.place(of: .hugetlb) else {
            throw ControlGroupError(
                .missingController, doing: "limit huge pages", file: group.path.text,
                cause: "the controller `hugetlb` is not mounted")
        }
        let ending = place.hierarchy.isUnified ? "max" : "limit_in_bytes"
        for limit in limits {
            let size = limit.pageSize
            if size.isEmpty || size.contains("/") {
                throw ControlGroupError(
                    .invalidValue, doing: "limit huge pages", file: place.directory, cause: "`\(size)` is no page size")
            }
            let doing = "limit huge pages of \(size) to \(limit.limit)"
            try ControlFile(place, "hugetlb.\(size).\(ending)").write("\(limit.limit)", doing: doing)
            // Pages that are reserved but not yet touched count apart (5.7); an older kernel has no such file.
            let reserved = ControlFile(place, "hugetlb.\(size).rsvd.\(ending)")
            if reserved.readIfPresent() != nil { try reserved.write("\(limit.limit)", doing: doing) }
        }
    }
}
