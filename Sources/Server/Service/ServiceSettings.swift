/// All that `kiln serve` can be told.
package struct ServiceSettings: Sendable {
    /// The name or address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 takes any that is free.
    package var port = 7860
    /// The model folder.
    package var models: String
    /// Where jobs and images are kept.
    package var data: String
    /// A file of credentials.
    package var credentialsFile: String?
    /// Credentials in the web UI's form, `user:password,…`; a text that names nobody is refused.
    package var credentials: String?
    /// Names beside those of loopback that requests may be for.
    package var hosts: [String] = []
    /// Origins whose pages may use the server.
    package var origins: [String] = []
    /// Addresses of proxies that say whose requests they hand on.
    package var proxies: [String] = []
    /// Whether browsers reach the server by `https`, through a proxy.
    package var isBehindTLS = false
    /// Where the workers of this machine compute: one process for each.
    package var devices = ["cpu"]
    /// The program of the workers and what it is called with, before what the server adds.
    package var worker: (program: String, arguments: [String])
    /// `kiln` itself, for pictures that have to be unpacked.
    package var program: String
    /// A token by which workers of other machines are let in.
    package var workerToken: String?
    /// Whether pictures may be named by URLs.
    package var fetchesURLs = false
    /// What is taken at most.
    package var limits = Limits()
    /// How long a worker may say nothing before its job goes to another.
    package var lease = Duration.seconds(30)
    /// How long an engine may give no sign of life in a job before that goes to another.
    package var stall = Duration.seconds(600)
    /// How long jobs that run may go on when the server is asked to end.
    package var grace = Duration.seconds(18)
    /// What is kept of jobs that have ended.
    package var retention = Retention()
    /// Whether logs are lines of JSON.
    package var logsJSON = false

    /// What is kept of jobs that have ended.
    package struct Retention: Sendable {
        /// At most so many pictures.
        package var images: Int? = 10_000
        /// At most so many bytes of pictures and first passes.
        package var bytes: Int? = 20 << 30
        /// At most so many days.
        package var days: Int?

        /// Ten thousand pictures, 20 GiB.
        package init() {}
    }

    /// Settings with a model folder, a data folder and a program for the workers.
    package init(
        models: String, data: String, program: String,
        worker: (program: String, arguments: [String])
    ) {
        self.program = program
        self.models = models
        self.data = data
        self.worker = worker
    }
}
