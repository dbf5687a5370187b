extension String {
    /// Whether it ends like the tag of an image's referrers, `sha256-` and the digits.
    var hasReferrersTag: Bool {
        let digits = utf8.suffix(64)
        return digits.count == 64 && digits.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
            && utf8.dropLast(64).suffix(8).elementsEqual(":sha256-".utf8)
    }
}
