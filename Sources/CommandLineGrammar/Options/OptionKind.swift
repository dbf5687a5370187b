/// What an option takes.
public enum OptionKind: Hashable, Sendable {
    /// `--rm`, `--rm=false`: a boolean that never takes the next argument.
    case flag
    /// `--name web`, `--name=web`: the text names the value in the help.
    case value(String)
    /// `--pull` or `--pull=always`, never the next argument; `bare` is what the option means without a value.
    case optionalValue(String, bare: String)
    /// `-vvv`: each mention adds one; `--verbose=3` sets it.
    case count

    /// What the option stands for when it is given without a value; nil when it needs one (pflag's `NoOptDefVal`).
    var bareValue: String? {
        switch self {
        case .flag: "true"
        case .value: nil
        case .optionalValue(_, let bare): bare
        case .count: "+1"
        }
    }

    /// The name of the value in help texts.
    var valueName: String? {
        switch self {
        case .flag: nil
        case .value(let name), .optionalValue(let name, _): name
        case .count: "count"
        }
    }
}
