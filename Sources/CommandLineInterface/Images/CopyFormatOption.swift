internal import CommandLineGrammar
internal import RegistryAccess

/// `--format` of the verbs that write manifests.
enum CopyFormatOption {
    static func row<Options>(short: Unicode.Scalar? = "f", _ path: WritableKeyPath<Options, CopyFormat?>) -> OptionRow<Options> {
        .value(
            "format", short: short, "format", "Write manifests in this format: oci or v2s2 (docker's); left out, they stay as they are",
            completes: .values(CopyFormat.allCases.map(\.rawValue))
        ) { (options, text) throws(UsageError) in
            guard let format = CopyFormat(rawValue: text == "docker" ? "v2s2" : text) else {
                if text == "v2s1" { throw .invalidValue("docker's format schema 1 is not written any more: use v2s2 or oci") }
                throw .invalidValue("it is one of oci, v2s2")
            }
            options[keyPath: path] = format
        }
    }
}
