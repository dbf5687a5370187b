import CommandLineGrammar
import Testing

struct ManualTests {
    let pages = Sample.tree(Sink()).manualPages()

    func page(_ name: String) -> String {
        pages.first { $0.name == name }?.text ?? "missing"
    }

    @Test func `there is a page for every command that is shown`() {
        #expect(
            pages.map { $0.name } == [
                "apus.1", "apus-compose.1", "apus-compose-up.1", "apus-container.1", "apus-container-run.1",
                "apus-container-ls.1", "apus-container-start.1", "apus-ps.1", "apus-run.1", "apus-start.1",
                "apus-rmi.1", "apus-completion.1",
            ])
    }

    @Test func `another name of a command refers to its page`() {
        #expect(page("apus-container-run.1") == ".so man1/apus-run.1\n")
        #expect(page("apus-container-ls.1") == ".so man1/apus-ps.1\n")
    }

    @Test func `the page of a verb`() {
        #expect(
            page("apus-run.1") == #"""
                .TH "APUS\-RUN" 1 "" "apus 1.0" "User Commands"
                .nh
                .ad l
                .SH NAME
                apus\-run \- Run a command in a new container
                .SH SYNOPSIS
                \fBapus run\fR [\fIoptions\fR] \fIIMAGE [COMMAND [ARG...]]\fR
                .br
                \fBapus container run\fR [\fIoptions\fR] \fIIMAGE [COMMAND [ARG...]]\fR
                .SH DESCRIPTION
                Makes a container from the image and runs a command in it.
                .PP
                The image is pulled when missing.
                .SH OPTIONS
                .TP
                \fB\-a\fR, \fB\-\-attach\fR=\fISTREAM\fR
                Attach to a stream
                .TP
                \fB\-\-cap\-add\fR=\fICAP\fR
                Add capabilities
                .TP
                \fB\-c\fR, \fB\-\-cpu\-shares\fR=\fIuint\fR
                Relative weight
                .TP
                \fB\-e\fR, \fB\-\-env\fR=\fINAME=VALUE\fR
                Set an environment variable
                .TP
                \fB\-h\fR, \fB\-\-hostname\fR=\fINAME\fR
                Set the host name
                .TP
                \fB\-i\fR, \fB\-\-interactive\fR
                Keep standard input open
                .TP
                \fB\-m\fR, \fB\-\-memory\fR=\fIbytes\fR
                Limit of memory
                .TP
                \fB\-\-name\fR=\fINAME\fR
                Assign a name
                .TP
                \fB\-\-network\fR=\fINETWORK\fR
                Connect the container to a network
                The default is \fBbridge\fR.
                .TP
                \fB\-\-pull\fR[=\fIPOLICY\fR]
                Pull the image first (\(dqmissing\(dq, \(dqalways\(dq)
                Without a value it means \fBalways\fR.
                .TP
                \fB\-\-rm\fR
                Remove the container when it ends
                .TP
                \fB\-\-stop\-timeout\fR=\fIduration\fR
                Time to wait for the end
                .TP
                \fB\-t\fR, \fB\-\-tty\fR
                Allocate a terminal
                .TP
                \fB\-v\fR, \fB\-\-verbose\fR
                Say more
                .TP
                \fB\-V\fR, \fB\-\-volume\fR=\fI[SOURCE:]TARGET[:OPTIONS]\fR
                Mount a volume
                .SH EXAMPLES
                .EX
                apus run \-\-rm \-it debian bash
                apus run \-d \-p 8080:80 \(aqweb\e1\(aq
                .EE
                .SH SEE ALSO
                \fBapus\fR(1)

                """#)
    }

    @Test func `the page of the program`() {
        #expect(
            page("apus.1") == #"""
                .TH "APUS" 1 "" "apus 1.0" "User Commands"
                .nh
                .ad l
                .SH NAME
                apus \- Manage containers and images
                .SH SYNOPSIS
                \fBapus\fR [\fIoptions\fR] \fICOMMAND\fR
                .SH DESCRIPTION
                Manage containers and images.
                .SH COMMANDS
                .TP
                \fBcompose\fR
                Manage projects
                .TP
                \fBcontainer\fR
                Manage containers
                .TP
                \fBps\fR
                List containers
                .TP
                \fBrun\fR
                Run a command in a new container
                .TP
                \fBstart\fR
                Start one or more containers
                .TP
                \fBrmi\fR
                Remove images
                .TP
                \fBhelp\fR
                Show the help of a command
                .TP
                \fBcompletion\fR
                Print a completion script for bash, zsh or fish
                .SH OPTIONS
                .TP
                \fB\-D\fR, \fB\-\-debug\fR
                Say what is done
                .TP
                \fB\-c\fR, \fB\-\-root\fR=\fIPATH\fR
                Where images and containers live
                .TP
                \fB\-v\fR, \fB\-\-version\fR
                Print the version
                .SH SEE ALSO
                \fBapus\-compose\fR(1),
                \fBapus\-container\fR(1),
                \fBapus\-ps\fR(1),
                \fBapus\-run\fR(1),
                \fBapus\-start\fR(1),
                \fBapus\-rmi\fR(1),
                \fBapus\-completion\fR(1)

                """#)
    }

    @Test func `the manual is printed by a hidden command`() {
        let sink = Sink()
        #expect(Sample.tree(sink).run(["__manual"]) == 0)
        #expect(sink.output.hasPrefix("apus.1\napus-compose.1\n"))
        let other = Sink()
        #expect(Sample.tree(other).run(["__manual", "apus-run.1"]) == 0)
        #expect(other.output == page("apus-run.1"))
    }

    @Test func `nothing in a text is taken for a request or an escape`() {
        let tree = CommandTree<Void>(
            program: "p", summary: "s", initial: (), globalOptions: { [] },
            commands: {
                [
                    .verb("v", "a-b") {
                        Verb(description: ".TH evil\n'so file\nC:\\fB \"q\" `x` ^~ don't\n\nnext") { _ in 0 }
                    }
                ]
            }, output: { _, _ in })
        let text = tree.manualPages().first { $0.name == "p-v.1" }?.text ?? ""
        #expect(
            text.contains(
                """
                .SH DESCRIPTION
                \\&.TH evil
                \\&\\(aqso file
                C:\\efB \\(dqq\\(dq \\(gax\\(ga \\(ha\\(ti don\\(aqt
                .PP
                next

                """))
        #expect(text.contains("p\\-v \\- a\\-b\n"))
    }
}
