internal import CommandLineGrammar

extension OptionRow {
    /// An option that users of podman and docker know and that is not there yet: it says so, whatever its value.
    static func later(_ name: String, short: Unicode.Scalar? = nil, _ value: String, _ what: String) -> OptionRow {
        .value(name, short: short, value, "Not there yet", hidden: true) { (_, _) throws(UsageError) in
            throw UsageError("--\(name): \(what) are not there yet in this version of apus", pointsToHelp: false)
        }
    }

    /// The same for one without a value; to switch it off is no wish.
    static func laterFlag(_ name: String, short: Unicode.Scalar? = nil, _ what: String) -> OptionRow {
        OptionRow(
            OptionDescription(long: name, short: short, kind: .flag, help: "Not there yet", isHidden: true)
        ) { (_, text) throws(UsageError) in
            if try OptionValue.boolean(text) {
                throw UsageError("--\(name): \(what) are not there yet in this version of apus", pointsToHelp: false)
            }
        }
    }
}
