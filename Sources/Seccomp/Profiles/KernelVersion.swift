/// The first two numbers of a kernel's version, which is what profiles ask for.
struct KernelVersion: Comparable {
    let major: Int
    let minor: Int

    /// Of a release such as `6.1.0-18-amd64`; what is no number counts as zero.
    init(_ release: String) {
        var numbers: [Int] = []
        for part in release.split(separator: ".", maxSplits: 2).prefix(2) {
            numbers.append(Int(part.prefix { $0.isASCII && $0.isNumber }) ?? 0)
        }
        major = numbers.first ?? 0
        minor = numbers.count > 1 ? numbers[1] : 0
    }

    /// Of the form that profiles have to use: `4.8`.
    init(minimum text: String) throws(SeccompError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major > 0, minor >= 0 else {
            throw SeccompError(
                .invalidProfile, doing: "read `minKernel`", cause: "`\(text)` is not of the form `4.8`")
        }
        self.major = major
        self.minor = minor
    }

    static func < (a: KernelVersion, b: KernelVersion) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
