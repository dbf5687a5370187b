import CommandLineGrammar
import Foundation
import Testing

struct CompletionTests {
    /// Small enough for whole scripts to be read here.
    static var tiny: CommandTree<Void> {
        CommandTree(
            program: "p", summary: "A program", initial: (),
            globalOptions: {
                [.string("root", short: "r", "PATH", "Where it's kept", completes: .directories) { _, _ in }]
            },
            commands: { [.group("image", "Manage images") { [show.named("ls", aliases: ["list"])] }, show] },
            output: { _, _ in })
    }

    static let show = Command<Void>.verb("images", "List images: all") {
        Verb<Void>(
            usage: "[IMAGE]", operands: .atMost(1), completes: [.images],
            options: [
                .flag("all", short: "a", "Show [all]") { _, _ in },
                .optional("pull", "WHEN", bare: "always", "Pull", completes: .values(["always", "never"])) { _, _ in },
                .string("old", "X", "Old", deprecated: "do not") { _, _ in },
            ], initial: ()
        ) { _ in 0 }
    }

    func script(_ shell: Shell) -> String {
        var tree = Self.tiny
        tree.hasBuiltins = false
        return tree.completionScript(for: shell)
    }

    @Test func `the script for zsh`() {
        #expect(
            script(.zsh) == #"""
                #compdef p

                # Names that only the program knows. The kind comes last, after options for compadd.
                _p_names__()
                {
                    local -a names
                    names=(${(f)"$(_call_program names command p __complete ${@[-1]} ${(q)PREFIX} 2>/dev/null)"})
                    (( $#names )) && compadd "${@[1,-2]}" -a names
                }

                _p()
                {
                    local curcontext="$curcontext" state line
                    local -a commands
                    typeset -A opt_args
                    _arguments -C -s -S -A '-*' \
                        '*--root=[Where it'\''s kept]:PATH:_files -/' \
                        '*-r+[Where it'\''s kept]:PATH:_files -/' \
                        '*--help[Show help]' \
                        '*-h[Show help]' \
                        '1: :->command' \
                        '*:: :->arguments'
                    case $state in
                    command)
                        commands=(
                            'image:Manage images'
                            'images:List images: all'
                        )
                        _describe -t commands 'p command' commands
                        ;;
                    arguments)
                        case $line[1] in
                        image) _p_image ;;
                        images) _p_images ;;
                        esac
                        ;;
                    esac
                }

                _p_image()
                {
                    local curcontext="$curcontext" state line
                    local -a commands
                    typeset -A opt_args
                    _arguments -C -s -S -A '-*' \
                        '1: :->command' \
                        '*:: :->arguments'
                    case $state in
                    command)
                        commands=(
                            'ls:List images: all'
                        )
                        _describe -t commands 'p image command' commands
                        ;;
                    arguments)
                        case $line[1] in
                        ls|list) _p_images ;;
                        esac
                        ;;
                    esac
                }

                _p_images()
                {
                    _arguments -s -S \
                        '*--all[Show \[all\]]' \
                        '*-a[Show \[all\]]' \
                        '*--pull=-[Pull]::WHEN:(always never)' \
                        '*--help[Show help]' \
                        '*-h[Show help]' \
                        '*: :_p_names__ images'
                }

                if [ "$funcstack[1]" = "_p" ]; then
                    _p "$@"
                else
                    compdef _p p
                fi

                """#)
    }

    @Test func `the script for fish`() {
        #expect(
            script(.fish) == #"""
                # fish completion for p

                function __p_path
                    set -l path
                    set -l skip 0
                    set -l words (commandline -opc)
                    for word in $words[2..-1]
                        if test $skip = 1
                            set skip 0
                            continue
                        end
                        switch $word
                            case '--*=*'
                            case --root -r
                                set skip 1
                            case '-*'
                            case '*'
                                set -a path $word
                        end
                    end
                    echo "$path"
                end

                # Whether exactly these words have been given.
                function __p_at
                    string match -qr -- "^$argv[1]\$" (__p_path)
                end

                # Whether the line begins with these words.
                function __p_in
                    string match -qr -- "^$argv[1]( |\$)" (__p_path)
                end

                function __p_names
                    command p __complete $argv[1] (string replace -r -- '^-[^=]*=' '' (commandline -ct)) 2>/dev/null
                end

                complete -c p -f

                complete -c p -n '__p_at ""' -a image -d 'Manage images'
                complete -c p -n '__p_at ""' -a images -d 'List images: all'
                complete -c p -n '__p_at ""' -s r -l root -x -a '(__fish_complete_directories)' -d 'Where it\'s kept'
                complete -c p -n '__p_at ""' -s h -l help -d 'Show help'
                complete -c p -n '__p_at "image"' -a ls -d 'List images: all'
                complete -c p -n '__p_in "image (ls|list)"' -s a -l all -d 'Show [all]'
                complete -c p -n '__p_in "image (ls|list)"' -l pull -a 'always never' -d 'Pull'
                complete -c p -n '__p_in "image (ls|list)"' -s h -l help -d 'Show help'
                complete -c p -n '__p_in "image (ls|list)"' -a '(__p_names images)'
                complete -c p -n '__p_in "images"' -s a -l all -d 'Show [all]'
                complete -c p -n '__p_in "images"' -l pull -a 'always never' -d 'Pull'
                complete -c p -n '__p_in "images"' -s h -l help -d 'Show help'
                complete -c p -n '__p_in "images"' -a '(__p_names images)'

                """#)
    }

    @Test func `the tables of the script for bash`() {
        let tables = script(.bash).components(separatedBy: "# Fills COMPREPLY")[0]
        #expect(
            tables == #"""
                # bash completion for p

                # From a command and one more word to the next command.
                _p_step()
                {
                    case "$1 $2" in
                    'p image') path='p image' ;;
                    'p images') path='p images' ;;
                    'p image ls'|'p image list') path='p images' ;;
                    *) return 1 ;;
                    esac
                }

                # What a command has. (What is unoffered takes a value, but is old or another name.)
                _p_describe()
                {
                    commands='' flags='' valued='' unoffered='' operands=() ends=''
                    case "$1" in
                    'p')
                        commands='image images'
                        flags='-h --help'
                        valued='-r --root'
                        ;;
                    'p image')
                        commands='ls'
                        flags=''
                        valued=''
                        ;;
                    'p images')
                        flags='-a --all --pull -h --help'
                        valued=''
                        unoffered='--old'
                        operands=('names images')
                        ;;
                    esac
                }

                # What an option takes.
                _p_hint()
                {
                    case "$1 $2" in
                    'p --root'|'p -r') hint='directories' ;;
                    'p images --pull') hint='values always never' ;;
                    *) return 1 ;;
                    esac
                }


                """#)
    }

    /// What bash would offer at the end of a line, by running the script in it.
    func offers(_ line: String) throws -> String {
        let sink = Sink()
        #expect(Sample.tree(sink).run(["completion", "bash"]) == 0)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let test = """
            apus() { echo one; echo two; echo "$*"; }
            command() { "$@"; }
            COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDBREAKS=' =:'
            _apus
            echo "${COMPREPLY[*]}"
            """
        process.arguments = ["--norc", "-c", sink.output + test]
        process.environment = ["LINE": line, "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")),
        arguments: [
            ("apus ", "compose container ps run start rmi help completion"),
            ("apus r", "run rmi"),
            ("apus --root /x container s", "start"),
            ("apus container ", "run ls start"),
            ("apus run --pu", "--pull"),
            ("apus run --pull=", "always missing never"),
            ("apus run --pull=a", "always"),
            ("apus run --network ", "one two __complete networks"),
            ("apus --root /x run --net o", "one"),
            ("apus run --network=t", "two"),
            ("apus run -ita s", "stdin stdout stderr"),
            ("apus run --env ", ""),
            ("apus run ", "one two __complete images"),
            ("apus run image ", ""),
            ("apus run image --n", ""),
            ("apus start a b t", "two"),
            ("apus container list --al", "--all"),
            ("apus compose up --fi", "--file"),
            ("apus completion z", "zsh"),
            ("apus run --volume /bin/bas", "/bin/bash"),
        ])
    func `bash offers what fits`(line: String, expected: String) throws {
        let offered = try offers(line)
        if line.hasSuffix("/bin/bas") {
            #expect(offered.hasPrefix(expected))
        } else {
            #expect(offered == expected)
        }
    }
}
